import type { DuckDBConnection } from "@duckdb/node-api";

/**
 * Statements side by side, commits alone. While DuckDB commits many rows or the first of a table, other transactions see
 * them for a moment, also those that began before (seen with 1.5.5 and 1.5.6): a stream would give them twice.
 */
export class Gate {
  private running = 0;
  private readonly waiting: { readonly alone: boolean; readonly enter: () => void }[] = [];
  private closed = false;

  /** A connection whose statements pass the gate. COMMIT reads nothing: who writes calls it from `alone`. */
  guard(connection: DuckDBConnection): DuckDBConnection {
    return new Proxy(connection, {
      get: (target, property): unknown => {
        const member: unknown = Reflect.get(target, property, target);
        if (typeof member !== "function") return member;
        const call = (args: readonly unknown[]): unknown => Reflect.apply(member, target, args);
        if (property !== "run" && property !== "runAndReadAll")
          return (...args: readonly unknown[]) => call(args);
        return (...args: readonly unknown[]) =>
          args[0] === "COMMIT" ? call(args) : this.pass(false, () => call(args));
      },
    });
  }

  alone<T>(body: () => Promise<T>): Promise<T> {
    return this.pass(true, body);
  }

  private async pass<T>(alone: boolean, body: () => T): Promise<Awaited<T>> {
    await new Promise<void>((enter) => {
      this.waiting.push({ alone, enter });
      this.admit();
    });
    try {
      return await body();
    } finally {
      this.running--;
      this.closed = false;
      this.admit();
    }
  }

  /** In the order they came, so that neither kind waits for ever. */
  private admit(): void {
    for (let next = this.waiting[0]; next !== undefined; next = this.waiting[0]) {
      if (this.closed || (next.alone && this.running > 0)) return;
      this.waiting.shift();
      this.running++;
      this.closed = next.alone;
      next.enter();
    }
  }
}
