/** The address of a WebSocket at a path of the page's own origin. */
export function socketAddress(path: string, page: string): string {
  const address = new URL(path, page);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  return address.href;
}
