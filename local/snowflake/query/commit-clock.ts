/** When tables were last changed by a commit, in an order of its own. */
export class CommitClock {
  private time = 0;
  private readonly changes = new Map<number, number>();

  now(): number {
    return this.time;
  }

  /** Said right before and right after a commit: which of both another transaction sees is not known. */
  note(tables: Iterable<number>): void {
    this.time++;
    for (const table of tables) this.changes.set(table, this.time);
  }

  changedSince(time: number, tables: ReadonlySet<number>): boolean {
    return [...tables].some((table) => (this.changes.get(table) ?? 0) > time);
  }
}
