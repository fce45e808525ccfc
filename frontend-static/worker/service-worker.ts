import { GraphqlEndpoint } from "../src/api/graphql-endpoint";
import { GuestService } from "../src/api/guest-service";
import { syncTag } from "../src/outbox/sync-tag";
import { wireOutbox } from "../src/outbox/wire-outbox";

declare const self: ServiceWorkerGlobalScope;

/** Put in by the build: the files of the guest's pages, and a version that changes with any of them. */
declare const PAGES: { readonly version: string; readonly files: readonly string[] };

const { version, files } = PAGES;
const cacheName = `pages-${version}`;

interface SyncEvent extends ExtendableEvent {
  readonly tag: string;
}

self.addEventListener("install", (event) => {
  event.waitUntil(keepPages());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(forgetOlderPages());
});

// Only files of the site are answered here, so that no answer of the service is ever kept.
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const path = pathOf(new URL(request.url));
  if (request.method === "GET" && path) event.respondWith(fromCache(path, request));
});

// A person at a page says when a new version may take over.
self.addEventListener("message", ({ data }) => {
  if (data === "take over") void self.skipWaiting();
});

self.addEventListener("sync", (event) => {
  if ((event as SyncEvent).tag === syncTag) (event as SyncEvent).waitUntil(sendKeptReadings());
});

async function keepPages(): Promise<void> {
  const cache = await caches.open(cacheName);
  // Pages must be this version's; the rest may come from the browser's own cache.
  await cache.addAll(files.map((file) => new Request(file, { cache: isPage(file) ? "reload" : "default" })));
}

function isPage(file: string): boolean {
  return file === "/" || file.endsWith(".html");
}

async function forgetOlderPages(): Promise<void> {
  for (const name of await caches.keys()) if (name !== cacheName) await caches.delete(name);
}

/** The kept file that an address asks for, whatever its query. */
function pathOf({ origin, pathname }: URL): string | undefined {
  const path = pathname === "/index.html" ? "/" : pathname;
  return origin === self.location.origin && files.includes(path) ? path : undefined;
}

async function fromCache(path: string, request: Request): Promise<Response> {
  return (await caches.match(path, { cacheName })) ?? fetch(request);
}

/** Rejects while something still waits, which has the browser wake us again. */
async function sendKeptReadings(): Promise<void> {
  const { outbox } = wireOutbox(new GuestService(new GraphqlEndpoint("/graphql", (...sent) => fetch(...sent))));
  await outbox.refresh();
  await outbox.retryNow();
  if (outbox.entries.some(({ state }) => state.is === "waiting")) throw new Error("a reading still waits");
}
