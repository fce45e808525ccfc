/** The name under which a page asks the browser to wake the service worker. */
export const syncTag = "outbox";
