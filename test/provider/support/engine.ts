import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** The folder of the engine in Floe's cache. */
export function engineFolder(): string {
  const cache =
    process.env.FLOE_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "floe");
  const folder = join(cache, "engine", "3.250.0");
  if (!existsSync(join(folder, "pulumi")))
    throw new Error(`no engine in ${folder}: run \`npx floe doctor\` to get one`);
  return folder;
}
