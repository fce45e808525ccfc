import type { Welcome } from "./welcome";

/**
 * Keeps the site on this device, so that it opens without a network. A newer version is loaded beside the one in use and
 * takes over when the person says so; what is typed is carried over.
 */
export async function keepUpToDate(welcome: Welcome, keepTyped: () => void): Promise<void> {
  // Missing on plain http; refused by some browsers' settings. The site works without.
  const { serviceWorker } = navigator as Partial<Pick<Navigator, "serviceWorker">>;
  const registration = await serviceWorker?.register("/service-worker.js").catch(() => undefined);
  if (!serviceWorker || !registration) return;

  const offer = (worker: ServiceWorker) => {
    welcome.offerNewVersion(() => {
      serviceWorker.addEventListener("controllerchange", () => window.location.reload(), { once: true });
      keepTyped();
      worker.postMessage("take over");
    });
  };
  // The first version has nothing to take over from.
  const replaces = () => serviceWorker.controller !== null;
  if (registration.waiting && replaces()) offer(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const worker = registration.installing;
    worker?.addEventListener("statechange", () => {
      if (worker.state === "installed" && replaces()) offer(worker);
    });
  });
}
