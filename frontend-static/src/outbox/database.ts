const version = 1;

export const entriesStore = "entries";
export const journeysStore = "journeys";
export const leasesStore = "leases";

/** This device's own database. Opened with the first transaction, and again after it was closed or could not be opened. */
export class Database {
  private opened: Promise<IDBDatabase> | undefined;

  constructor(private readonly factory: IDBFactory | undefined) {}

  /** Runs the work in one transaction; resolves once the browser has written it, with what the work found. */
  async transact<Result>(
    store: string,
    mode: IDBTransactionMode,
    work: (store: IDBObjectStore, found: (result: Result) => void) => void,
  ): Promise<Result | undefined> {
    const database = await this.open();
    return new Promise((resolve, reject) => {
      // Strict: a reading that is "kept on this device" outlives a flat battery.
      const transaction = database.transaction(store, mode, { durability: "strict" });
      let result: Result | undefined;
      transaction.oncomplete = () => resolve(result);
      transaction.onabort = () => reject(transaction.error ?? new DOMException("aborted", "AbortError"));
      work(transaction.objectStore(store), (value) => {
        result = value;
      });
    });
  }

  private open(): Promise<IDBDatabase> {
    this.opened ??= this.request();
    this.opened.catch(() => {
      this.opened = undefined;
    });
    return this.opened;
  }

  private request(): Promise<IDBDatabase> {
    return new Promise((resolve, reject) => {
      if (!this.factory) throw new DOMException("This browser keeps nothing", "NotSupportedError");
      const opening = this.factory.open("meter-reads", version);
      opening.onupgradeneeded = () => {
        opening.result.createObjectStore(entriesStore, { keyPath: "key" });
        opening.result.createObjectStore(journeysStore, { keyPath: "name" });
        opening.result.createObjectStore(leasesStore, { keyPath: "name" });
      };
      opening.onerror = () => reject(opening.error);
      opening.onsuccess = () => {
        const forget = () => {
          this.opened = undefined;
        };
        opening.result.onclose = forget;
        opening.result.onversionchange = () => {
          opening.result.close();
          forget();
        };
        resolve(opening.result);
      };
    });
  }
}
