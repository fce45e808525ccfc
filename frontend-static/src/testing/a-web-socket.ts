/** WebSockets without a network: each that is opened is kept, with what was sent over it. */
export function aWebSocketServer() {
  const sockets: AWebSocket[] = [];

  class AWebSocket {
    static readonly CONNECTING = 0;
    static readonly OPEN = 1;
    static readonly CLOSING = 2;
    static readonly CLOSED = 3;
    readyState = AWebSocket.CONNECTING;
    readonly sent: { type: string; id?: string; payload?: Record<string, unknown> }[] = [];
    onopen: () => void = () => {};
    onmessage: (event: { data: string }) => void = () => {};
    onerror: ((event: object) => void) | null = null;
    onclose: ((event: { code: number; reason: string }) => void) | null = null;

    constructor(readonly address: string) {
      sockets.push(this);
    }

    /** The server takes the socket and acknowledges it; in between, the client says who it is. */
    async accept(): Promise<void> {
      this.readyState = AWebSocket.OPEN;
      await this.onopen();
      await this.say({ type: "connection_ack" });
    }

    async say(message: object): Promise<void> {
      this.onmessage({ data: JSON.stringify(message) });
      await settled();
    }

    /** As a browser does it where there is no network: an error without a code, then the end. */
    async fail(): Promise<void> {
      this.onerror?.({ type: "error" });
      this.close(1006);
      await settled();
    }

    send(text: string): void {
      this.sent.push(JSON.parse(text));
    }

    close(code = 1005, reason = ""): void {
      if (this.readyState === AWebSocket.CLOSED) return;
      this.readyState = AWebSocket.CLOSED;
      this.onclose?.({ code, reason });
    }

    get subscribed() {
      return this.sent.filter(({ type }) => type === "subscribe");
    }
  }

  return { WebSocket: AWebSocket, sockets };
}

/** All promises that can go on have done so; it waits for no time. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}
