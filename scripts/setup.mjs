// What every script needs before Floe's own code can run: a fitting Node, the npm packages, the build.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const npm = process.platform === "win32" ? "npm.cmd" : "npm";

export function checkNode() {
  if (Number(process.versions.node.split(".")[0]) >= 20) return;
  console.error(
    `Floe needs Node 20 or newer; this is ${process.version}. Install a current Node and run again.`,
  );
  process.exit(4);
}

/** Runs `npm ci` when node_modules is missing or older than package-lock.json. Tells the seconds it took. */
export function ensurePackages() {
  const began = performance.now();
  if (!stale()) return 0;
  console.error("installing npm packages (npm ci)");
  run(npm, ["ci", "--no-audit", "--no-fund", "--loglevel", "error"]);
  return (performance.now() - began) / 1000;
}

/** Installed packages are compared by version, since the time of a file says nothing after a clone. */
function stale() {
  const installed = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(installed)) return true;
  const wanted = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;
  const present = JSON.parse(readFileSync(installed, "utf8")).packages;
  return Object.entries(wanted).some(
    ([path, { version, optional, peer, link }]) =>
      path.startsWith("node_modules/") && !optional && !peer && !link && present[path]?.version !== version,
  );
}

/** Transpiles when dist is missing or older than a source. */
export function ensureBuilt() {
  const built = join(root, "dist", "cli", "main.js");
  if (existsSync(built) && newest(root) <= statSync(built).mtimeMs) return 0;
  const began = performance.now();
  run(process.execPath, [join(root, "scripts", "build.mjs")]);
  return (performance.now() - began) / 1000;
}

/** Writes the declarations of what the packages export to types/, anew when a source is newer. */
export function ensureDeclared() {
  const declared = join(root, "types", "components", "index.d.ts");
  const sources = ["blueprints", "components", "constructs", "provider"].map((folder) => join(root, folder));
  if (existsSync(declared) && Math.max(...sources.map(newest)) <= statSync(declared).mtimeMs) return;
  rmSync(join(root, "types"), { recursive: true, force: true });
  run(process.execPath, [
    join(root, "node_modules", "typescript", "bin", "tsc"),
    "-p",
    "tsconfig.types.json",
  ]);
}

const skipped = new Set(["node_modules", "dist", "docs", "test", "types", "__pycache__"]);

function newest(folder) {
  let time = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name.startsWith(".") || skipped.has(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) time = Math.max(time, newest(path));
    else if (/\.(ts|py|sql|mod|sum|toml)$|requirements\.txt$|build\.mjs$/.test(entry.name)) {
      time = Math.max(time, statSync(path).mtimeMs);
    }
  }
  return time;
}

/** Runs a command in the repository with its output shown; a failure ends this script with the same code. */
export function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: "inherit", ...options });
  if (error) {
    console.error(`${command}: ${error.message}`);
    process.exit(1);
  }
  if (status !== 0) process.exit(status ?? 1);
}
