import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Records of one kind by name, each in a file of its own that is replaced as a whole. */
export class Store<T extends object> {
  private readonly records = new Map<string, T>();

  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const file of readdirSync(folder)) {
      if (!file.endsWith(".json")) continue;
      const record = JSON.parse(readFileSync(join(folder, file), "utf8")) as T;
      this.records.set(decodeURIComponent(file.slice(0, -".json".length)), record);
    }
  }

  get(name: string): T | undefined {
    return this.records.get(name);
  }

  has(name: string): boolean {
    return this.records.has(name);
  }

  all(): T[] {
    return [...this.records.values()];
  }

  entries(): [string, T][] {
    return [...this.records.entries()];
  }

  put(name: string, record: T): void {
    this.records.set(name, record);
    const file = join(this.folder, `${encodeURIComponent(name)}.json`);
    writeFileSync(`${file}.new`, JSON.stringify(record), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }

  delete(name: string): void {
    this.records.delete(name);
    rmSync(join(this.folder, `${encodeURIComponent(name)}.json`), { force: true });
  }

  clear(): void {
    for (const name of [...this.records.keys()]) this.delete(name);
  }
}

/** Seconds since 1970 with milliseconds: how the service's JSON writes times. */
export function now(): number {
  return Date.now() / 1000;
}
