import { existsSync } from "node:fs";
import { join } from "node:path";

/** The house's own folder with the given path, from the sources as from their transpiled copy. */
export function houseFolder(...path: string[]): string {
  let folder = __dirname;
  for (let up = 0; up < 5; up++) {
    const found = join(folder, ...path);
    if (existsSync(found)) return found;
    folder = join(folder, "..");
  }
  throw new Error(`Floe's folder ${path.join("/")} is missing: reinstall Floe`);
}
