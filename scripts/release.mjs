// npm run release [folder]: all that a release carries, written to release/ or the named folder: the packages' tarballs,
// the plugin as `pulumi plugin install` takes it, its schema, Kafka's jars, what changed, and the sums of the files.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { create } from "tar";
import { root } from "./setup.mjs";

/** The plugin is a script and the same everywhere; the engine asks for an archive by its own platform's name. */
const platforms = ["darwin", "linux", "windows"].flatMap((os) => [`${os}-amd64`, `${os}-arm64`]);
const workspaces = ["local", "provider", "constructs"];

const manifest = (folder) => JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
const { version, peerDependencies } = manifest(".");
const named = /version = "(.*)"/.exec(readFileSync(join(root, "provider", "definition.ts"), "utf8"))?.[1];
const versions = {
  "peer @floe/local": peerDependencies["@floe/local"],
  "provider/definition.ts": named,
  ...Object.fromEntries(
    ["snowflake-source", "flink-sql"].map((name) => [`connectors/${name}/pom.xml`, pomVersion(name)]),
  ),
  ...Object.fromEntries(workspaces.map((name) => [`${name}/package.json`, manifest(name).version])),
};
const other = Object.entries(versions).filter(([, each]) => each !== version);
if (other.length > 0)
  fail(`package.json is at ${version}, but ${other.map((pair) => pair.join(" at ")).join(", ")}`);

const folder = resolve(process.argv[2] ?? join(root, "release"));
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const pack = ["pack", "--workspaces", "--include-workspace-root", "--pack-destination", folder, "--silent"];
const npm = process.platform === "win32" ? "npm.cmd" : "npm";
if (spawnSync(npm, pack, { cwd: root, stdio: ["ignore", "ignore", "inherit"] }).status !== 0)
  fail("npm pack failed");

const plugin = join(root, "provider", "dist", "plugin");
for (const platform of platforms) {
  const file = join(folder, `pulumi-resource-floe-v${version}-${platform}.tar.gz`);
  await create({ gzip: true, portable: true, cwd: plugin, file }, readdirSync(plugin).sort());
}
copyFileSync(join(root, "provider", "dist", "schema.json"), join(folder, "schema.json"));
// For Kafka: the source for those who run Connect themselves, and the runner of Flink SQL, too large for a package.
const jars = {
  "snowflake-source": `floe-snowflake-source-${version}.jar`,
  "flink-sql": "floe-flink-sql.jar",
};
for (const [connector, jar] of Object.entries(jars))
  copyFileSync(
    join(root, "connectors", connector, "target", "plugin", jar),
    join(folder, jar.replace(/(-[\d.]+)?\.jar$/, `-${version}.jar`)),
  );
writeFileSync(join(folder, "CHANGES.md"), changes());
const sums = readdirSync(folder).map((file) => {
  const sum = createHash("sha256").update(readFileSync(join(folder, file)));
  return `${sum.digest("hex")}  ${file}\n`;
});
writeFileSync(join(folder, "SHA256SUMS"), sums.join(""));

function pomVersion(name) {
  const pom = readFileSync(join(root, "connectors", name, "pom.xml"), "utf8");
  return /<artifactId>floe-[\w-]+<\/artifactId>\s*<version>(.*?)<\/version>/.exec(pom)?.[1];
}

/** The version's section of the change log; that of the next one where the version has none yet. */
function changes() {
  const sections = readFileSync(join(root, "CHANGELOG.md"), "utf8").split(/^(?=## )/m);
  const found = sections.find((text) => text.startsWith(`## ${version}`)) ?? sections[1];
  return found.replace(/^## .*\n+/, "");
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
