// npm run build:connectors: packages with Maven each Java module of connectors/ whose sources changed, into its
// target/plugin. --test runs its unit tests too.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { requireJava } from "./java.mjs";
import { root } from "./setup.mjs";

const home = join(root, "connectors");
const modules = readdirSync(home).filter((name) => existsSync(join(home, name, "pom.xml")));

/** Packages what is stale of the modules named. */
export async function buildConnectors(wanted = modules) {
  for (const name of wanted) if (stale(name, "built")) await maven(name, false);
}

/** Packages every module with its unit tests; rows of [name, passed, failed, what to say]. */
export async function testConnectors() {
  const rows = [];
  for (const name of modules) {
    const ok = await maven(name, true);
    const counted = reports(join(home, name, "target", "surefire-reports"));
    const failed = counted.failed === 0 && !ok ? 1 : counted.failed;
    rows.push([name, counted.passed, failed, ok || counted.failed > 0 ? "" : "(the build broke off)"]);
  }
  return rows;
}

async function maven(name, tests) {
  const { java, maven: mvn } = await requireJava(`building connectors/${name}`);
  const folder = join(home, name);
  const began = performance.now();
  // Maven leaves jars of other versions lying; a worker would load both.
  const plugin = join(folder, "target", "plugin");
  const versions = join(folder, "target", "built-versions");
  const pom = createHash("sha256")
    .update(readFileSync(join(folder, "pom.xml")))
    .digest("hex");
  if (existsSync(versions) && readFileSync(versions, "utf8") !== pom)
    rmSync(plugin, { recursive: true, force: true });
  const goals = ["-q", "-B", "package", ...(tests ? [] : ["-DskipTests"])];
  const { status, stdout } = spawnSync(mvn, goals, {
    cwd: folder,
    env: { ...process.env, JAVA_HOME: java.home },
    encoding: "utf8",
    maxBuffer: 1 << 26,
    stdio: ["ignore", "pipe", "inherit"],
    shell: process.platform === "win32",
  });
  if (status !== 0) {
    console.error(stdout.trimEnd().split("\n").slice(-60).join("\n"));
    if (!tests) process.exit(1);
    return false;
  }
  writeFileSync(join(folder, "target", "built"), digest(name));
  writeFileSync(versions, pom);
  console.error(`connectors/${name}: packaged in ${Math.round((performance.now() - began) / 1000)} s`);
  return true;
}

function stale(name, mark) {
  const file = join(home, name, "target", mark);
  const plugin = join(home, name, "target", "plugin");
  return !existsSync(plugin) || !existsSync(file) || readFileSync(file, "utf8") !== digest(name);
}

/** Names and contents of all that Maven reads. */
function digest(name) {
  const folder = join(home, name);
  const files = readdirSync(join(folder, "src"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  const hash = createHash("sha256");
  for (const file of [join(folder, "pom.xml"), ...files.sort()])
    hash
      .update(`${file.slice(folder.length)}\0`)
      .update(readFileSync(file))
      .update("\0");
  return hash.digest("hex");
}

function reports(folder) {
  const total = { passed: 0, failed: 0 };
  if (!existsSync(folder)) return total;
  for (const file of readdirSync(folder).filter((name) => /^TEST-.*\.xml$/.test(name))) {
    const suite = /<testsuite\b[^>]*>/.exec(readFileSync(join(folder, file), "utf8"))?.[0] ?? "";
    const count = (name) => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(suite)?.[1] ?? 0);
    const bad = count("failures") + count("errors");
    total.failed += bad;
    total.passed += count("tests") - bad - count("skipped");
  }
  return total;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  if (process.argv.includes("--test")) {
    const rows = await testConnectors();
    for (const [name, passed, failed, said] of rows)
      console.log(`${name}: ${passed} passed, ${failed} failed ${said}`);
    process.exitCode = rows.some(([, , failed]) => failed > 0) ? 1 : 0;
  } else await buildConnectors();
}
