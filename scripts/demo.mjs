// npm run demo [example]: from a fresh clone to predictions read back. Needs Node 20+ and Python 3.10+; an example with
// Kafka a JDK 17+ and Maven, too.
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { buildConnectors } from "./connectors.mjs";
import { ensureJava } from "./java.mjs";
import { checkNode, ensureBuilt, ensurePackages, root } from "./setup.mjs";

checkNode();
ensurePackages();
ensureBuilt();
const [, , example = ""] = process.argv;
if (wantsKafka(example)) {
  await ensureJava(`the example ${example}`);
  await buildConnectors(["snowflake-source"]);
}
const child = spawn(
  process.execPath,
  [join(root, "cli", "bin", "floe.js"), "demo", ...process.argv.slice(2)],
  {
    cwd: root,
    stdio: "inherit",
  },
);
// The terminal sends Ctrl-C to the whole group: the command stops by itself, this script only waits for it.
for (const signal of ["SIGINT", "SIGTERM"])
  process.on(signal, () => signal === "SIGTERM" && child.kill(signal));
child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 1)));

function wantsKafka(name) {
  const settings = join(root, "examples", name, "Pulumi.dev.yaml");
  return existsSync(settings) && /^\s+[\w-]+:kafka: true$/m.test(readFileSync(settings, "utf8"));
}
