import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Texts of what runs beside a worker. */
export interface KeeperScripts {
  readonly fetch: string;
  readonly keeper: string;
}

/** Reads them from Floe's Python package, from the sources as from their transpiled copy. */
export function keeperScripts(): KeeperScripts {
  for (let folder = __dirname; ; folder = dirname(folder)) {
    const found = join(folder, "python", "floe_connect");
    if (existsSync(join(found, "keeper.py")))
      return {
        fetch: readFileSync(join(found, "fetch.py"), "utf8"),
        keeper: readFileSync(join(found, "keeper.py"), "utf8"),
      };
    if (dirname(folder) === folder)
      throw new Error(`Floe's Python package floe_connect is missing above ${__dirname}: reinstall Floe`);
  }
}
