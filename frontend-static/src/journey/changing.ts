/** State that tells whoever shows it when it has changed. */
export class Changing {
  private readonly watchers = new Set<() => void>();

  /** Returns what ends the watch. */
  watch(watcher: () => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  protected changed(): void {
    for (const watcher of [...this.watchers]) watcher();
  }
}
