/** Names in groups that grow together. */
export class Groups {
  readonly #parent = new Map<string, string>();

  constructor(names: readonly string[]) {
    for (const name of names) this.#parent.set(name, name);
  }

  has(name: string): boolean {
    return this.#parent.has(name);
  }

  /** The member that stands for a name's group. */
  of(name: string): string {
    let top = name;
    for (let parent = this.#parent.get(top); parent !== undefined && parent !== top;) {
      top = parent;
      parent = this.#parent.get(top);
    }
    this.#parent.set(name, top);
    return top;
  }

  join(one: string, other: string): void {
    const [first = "", second = ""] = [this.of(one), this.of(other)].sort();
    this.#parent.set(second, first);
  }

  /** Members of every group, in the order of the names given. */
  all(): string[][] {
    const members = new Map<string, string[]>();
    for (const name of this.#parent.keys()) {
      const top = this.of(name);
      members.set(top, [...(members.get(top) ?? []), name]);
    }
    return [...members.values()];
  }
}
