// npm's prepack: puts into a package's folder what its tarball carries beyond its own files.
import { build } from "esbuild";
import { copyFileSync, cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { buildConnectors } from "./connectors.mjs";
import { schemaText } from "./schema.mjs";
import { ensureBuilt, ensureDeclared, root } from "./setup.mjs";

const dist = join(root, "dist");
const types = join(root, "types");

const packages = {
  /** Components, typed classes and blueprints: in dist and types as they are; Floe's Kafka source where it is built. */
  async floe() {
    ensureDeclared();
    await buildConnectors();
  },

  async provider(folder) {
    cpSync(join(dist, "provider", "plugin"), join(folder, "plugin"), { recursive: true });
    writeFileSync(join(folder, "schema.json"), await schemaText(root));
  },

  async constructs(folder) {
    ensureDeclared();
    await build({
      entryPoints: [join(root, "constructs", "index.ts")],
      outfile: join(folder, "index.js"),
      bundle: true,
      packages: "external",
      platform: "node",
      format: "cjs",
      target: "node20",
      logLevel: "warning",
    });
    for (const part of ["constructs", "blueprints"]) copy(join(types, part), join(folder, "types", part));
  },

  async local(folder) {
    // Of the components only what `floe kedro` shares with them: how a project is read.
    const parts = ["blueprints", "cli", "components/kedro", "local", "provider"];
    for (const part of parts) copy(join(dist, part), join(folder, part));
    copy(join(root, "python"), join(folder, "python"));
    await buildConnectors();
    // The connector alone, 150 KB: its driver, 99 MB, is fetched where it is needed.
    const plugin = ["connectors", "snowflake-source", "target", "plugin"];
    mkdirSync(join(folder, ...plugin), { recursive: true });
    for (const jar of readdirSync(join(root, ...plugin)).filter((name) => name.startsWith("floe-")))
      copyFileSync(join(root, ...plugin, jar), join(folder, ...plugin, jar));
  },
};

/** Without what only a checkout needs: maps, manifests of the workspaces, Python's caches and tests. */
function copy(from, to) {
  const left = (path) => /^(package\.json|tests|__pycache__)$|\.map$/.test(basename(path));
  cpSync(from, to, { recursive: true, filter: (path) => !left(path) });
}

const [name = ""] = process.argv.slice(2);
if (!Object.hasOwn(packages, name)) {
  console.error(`no package ${JSON.stringify(name)}; packages: ${Object.keys(packages).join(", ")}`);
  process.exit(2);
}
ensureBuilt();
const home = name === "floe" ? root : join(root, name);
const folder = join(home, "dist");
if (home !== root) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(root, "LICENSE"), join(folder, "LICENSE"));
}
await packages[name](folder);
