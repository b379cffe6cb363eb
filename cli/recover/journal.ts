import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * What a recovery has put into the state and not looked up yet. A recovery may be killed itself: without this, the
 * next run would take what is in the state for made.
 */
export class Journal {
  private readonly file: string;

  constructor(backendFolder: string, project: string, stack: string) {
    this.file = join(backendFolder, ".pulumi", "recovery", project, `${stack}.json`);
  }

  /** Resources that are still to be looked up. */
  read(): string[] {
    try {
      return JSON.parse(readFileSync(this.file, "utf8")) as string[];
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
      throw error;
    }
  }

  /** Whole or not at all: a kill must not leave half a file. */
  write(urns: readonly string[]): void {
    mkdirSync(dirname(this.file), { recursive: true });
    writeFileSync(`${this.file}.new`, JSON.stringify(urns));
    renameSync(`${this.file}.new`, this.file);
  }

  clear(): void {
    rmSync(this.file, { force: true });
  }
}
