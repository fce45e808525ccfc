import type { ServiceNews } from "./service-news";

/**
 * Looks once the page has loaded and the browser has nothing else to do, so that the first page waits for nothing, and
 * whenever a page that was away is looked at again.
 */
export function lookForNews(news: ServiceNews, page: Window): void {
  const look = () => {
    // Without a network there is nobody to ask, and nothing to tell.
    if (page.navigator.onLine) void news.look();
  };
  const whenIdle = () => ("requestIdleCallback" in page ? page.requestIdleCallback(look) : setTimeout(look, 1000));
  if (page.document.readyState === "complete") whenIdle();
  else page.addEventListener("load", whenIdle, { once: true });
  lookWhenSeen(news, page);
}

/** For pages that hear the status with their first answer. */
export function lookWhenSeen(news: ServiceNews, page: Window): void {
  page.document.addEventListener("visibilitychange", () => {
    if (page.document.visibilityState === "visible" && page.navigator.onLine) void news.look();
  });
}

/** Does something after so many milliseconds; returns what prevents it. */
export function later(ms: number, act: () => void): () => void {
  const timer = setTimeout(act, ms);
  return () => clearTimeout(timer);
}
