import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** Folder of Floe's cache for example data: `$FLOE_CACHE/data`, by default `~/.cache/floe/data`. */
export function dataFolder(name: string): string {
  const cache =
    process.env.FLOE_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "floe");
  return join(resolve(cache), "data", name);
}
