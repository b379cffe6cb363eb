// Transpiles every TypeScript file of the house to dist/ and copies what is not code beside it.
import { build } from "esbuild";
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { writePlugin } from "./plugin.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const folders = [
  "blueprints",
  "components",
  "constructs",
  "provider",
  "local",
  "stacks",
  "cli",
  "examples",
  "bench",
  // What benchmarks share with tests.
  "test/support/kafka",
];
const skipped = new Set(["node_modules", "dist", "__pycache__", ".floe", "bin"]);
const assets = new Set([".py", ".json", ".sql", ".mod", ".sum", ".txt", ".toml", ".xml"]);

function* walk(folder) {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    if (skipped.has(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* walk(path);
    else yield path;
  }
}

const files = folders.flatMap((folder) => {
  try {
    return [...walk(folder)];
  } catch (error) {
    if (error.code === "ENOENT") return [];
    throw error;
  }
});
const target = join(root, process.env.FLOE_DIST ?? "dist");
// Built beside and moved into place at the end: a failed build keeps the last good one.
const outdir = `${target}.${process.pid}`;
process.on("exit", () => rmSync(outdir, { recursive: true, force: true }));
await build({
  absWorkingDir: root,
  entryPoints: files.filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts")),
  outdir,
  outbase: ".",
  platform: "node",
  format: "cjs",
  target: "node20",
  sourcemap: "linked",
  logLevel: "warning",
  // A dynamic import of an ESM-only package must stay an import: require() cannot load it on Node 20.
  supported: { "dynamic-import": true },
});
for (const file of files.filter((name) => assets.has(extname(name)))) {
  const copy = join(outdir, file);
  mkdirSync(dirname(copy), { recursive: true });
  copyFileSync(join(root, file), copy);
}

// Provider plugins: each entry becomes one bundled file with the executable the engine looks for beside it.
const plugins = [
  { name: "floe", entry: "provider/main.ts", folder: "provider/plugin", alone: true },
  { name: "aws", entry: "local/providers/aws/main.ts", folder: "local/providers/aws" },
  { name: "snowflake", entry: "local/providers/snowflake/main.ts", folder: "local/providers/snowflake" },
];
for (const plugin of plugins.filter(({ entry }) => existsSync(join(root, entry)))) {
  await writePlugin({ ...plugin, entry: join(root, plugin.entry), folder: join(outdir, plugin.folder) });
}
// In one file each: the local cloud's process, and what the package exports, whose start was half finding and reading
// modules.
const doors = ["blueprints", "provider/sdk", "components"];
for (const entry of ["local/cloud/main", ...doors.map((door) => `${door}/index`)]) {
  await build({
    entryPoints: [join(root, `${entry}.ts`)],
    outfile: join(outdir, `${entry}.js`),
    allowOverwrite: true,
    bundle: true,
    packages: "external",
    plugins: entry === "components/index" ? [apart(["blueprints", "provider/sdk"])] : [],
    platform: "node",
    format: "cjs",
    target: "node20",
    sourcemap: "linked",
    logLevel: "warning",
    supported: { "dynamic-import": true },
  });
}

/** Leaves folders that are files of their own out of a bundle: a class is the same by whichever door a program takes. */
function apart(folders) {
  return {
    name: "apart",
    setup({ onResolve }) {
      onResolve({ filter: new RegExp(`^[./]+/(${folders.join("|")})$`) }, ({ path, resolveDir }) => ({
        path: `../${relative(root, join(resolveDir, path)).replaceAll("\\", "/")}`,
        external: true,
      }));
    },
  };
}

if (existsSync(target)) {
  rmSync(`${outdir}.old`, { recursive: true, force: true });
  renameSync(target, `${outdir}.old`);
}
renameSync(outdir, target);
rmSync(`${outdir}.old`, { recursive: true, force: true });
