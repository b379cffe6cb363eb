// npm run -s bench <name>: builds what is stale and runs one benchmark; without a name, lists them.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { root, ensureBuilt, ensurePackages } from "./setup.mjs";

const folder = join(root, "bench");
const names = existsSync(folder)
  ? readdirSync(folder)
      .filter((file) => file.endsWith(".ts") && !file.startsWith("_"))
      .map((file) => file.slice(0, -3))
      .sort()
  : [];
const [name, ...rest] = process.argv.slice(2);
if (!name || !names.includes(name)) {
  console.error(`${name ? `no benchmark "${name}"; ` : ""}benchmarks: ${names.join(", ")}`);
  process.exit(2);
}
ensurePackages();
ensureBuilt();
const { status, signal } = spawnSync(process.execPath, [join(root, "dist", "bench", `${name}.js`), ...rest], {
  stdio: "inherit",
  cwd: root,
});
if (signal) process.kill(process.pid, signal);
process.exit(status ?? 1);
