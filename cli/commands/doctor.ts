import { existsSync } from "node:fs";
import { join } from "node:path";
import pc from "picocolors";
import { status } from "../../local/cloud/control";
import { ENGINE_VERSION, findEngine } from "../../local/engine";
import { goFits, goVersion, LEAST_GO } from "../../local/engine/compile";
import { findJava, jdkTool, REGISTRY_JAVA, type Java } from "../../local/kafka/java";
import { findMaven } from "../../local/kafka/maven";
import { cacheDir, distDir, stateDir } from "../../local/paths";
import { findPython } from "../../local/python/interpreter";
import { exitCodes } from "../exit";
import { table, type Output } from "../output";

interface Finding {
  readonly tool: string;
  readonly state: "ok" | "missing" | "optional";
  readonly found: string;
  /** How to get it; empty when nothing is to be done. */
  readonly fix: string;
}

/** `floe doctor`: changes nothing and fetches nothing. Fails when something needed is missing. */
export async function doctor(output: Output): Promise<void> {
  const go = await goVersion();
  const findings = [
    ...[node(), packages(), build(), await python(), await engine(go), goTool(go)],
    ...(await kafka()),
    await cloud(),
  ];
  const missing = findings.filter(({ state }) => state === "missing");
  output.document({ ok: missing.length === 0, cache: cacheDir(), state: stateDir(), findings });
  const marks = { ok: pc.green("ok"), missing: pc.red("missing"), optional: pc.dim("optional") };
  const rows = findings.map(({ tool, state, found, fix }) => [tool, marks[state], found, fix]);
  for (const line of table(["TOOL", "STATE", "FOUND", "HOW TO GET IT"], rows)) output.print(line);
  output.print();
  output.print(`cache ${cacheDir()}   state ${stateDir()}`);
  if (missing.length > 0) process.exitCode = exitCodes.missingTool;
}

function node(): Finding {
  return { tool: "node", state: "ok", found: process.version, fix: "" };
}

function packages(): Finding {
  const there = installed("@pulumi/pulumi");
  return {
    tool: "npm packages",
    state: there ? "ok" : "missing",
    found: there ? "installed" : "-",
    fix: there ? "" : "npm ci",
  };
}

function installed(name: string): boolean {
  try {
    return require.resolve(`${name}/package.json`) !== "";
  } catch {
    return false;
  }
}

function build(): Finding {
  const there = existsSync(join(distDir(), "local", "cloud", "main.js"));
  return {
    tool: "floe build",
    state: there ? "ok" : "missing",
    found: there ? "dist" : "-",
    fix: there ? "" : "npm run build",
  };
}

async function python(): Promise<Finding> {
  try {
    const { version, executable } = await findPython();
    return { tool: "python", state: "ok", found: `${version} (${executable})`, fix: "" };
  } catch (error) {
    const fix = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    return { tool: "python", state: "missing", found: "-", fix };
  }
}

async function engine(go: string | undefined): Promise<Finding> {
  const { engine: found, misses } = await findEngine();
  if (found) return { tool: "pulumi", state: "ok", found: `${found.version} (${found.source})`, fix: "" };
  const why = misses.map(({ place, reason }) => `${place}: ${reason}`).join("; ");
  const obtainable = go !== undefined && goFits(go);
  return {
    tool: "pulumi",
    state: obtainable ? "optional" : "missing",
    found: why,
    fix: obtainable
      ? `the first floe up installs or compiles ${ENGINE_VERSION}`
      : `put pulumi ${ENGINE_VERSION} on PATH, let get.pulumi.com be reached, or install Go ${LEAST_GO}+`,
  };
}

function goTool(go: string | undefined): Finding {
  const fits = go !== undefined && goFits(go);
  const fix = fits ? "" : `Go ${LEAST_GO} or newer, only to compile the engine where it cannot be downloaded`;
  return { tool: "go", state: fits ? "ok" : "optional", found: go ?? "-", fix };
}

/** Needed for Kafka only, so nothing of it is missing. */
async function kafka(): Promise<Finding[]> {
  let java: Java;
  try {
    java = await findJava();
  } catch (error) {
    return [{ tool: "java", state: "optional", found: "-", fix: sentence(error) }];
  }
  const compiler =
    jdkTool(java, "javac") === undefined ? ", no compiler: connectors need a JDK to be built" : "";
  const registry = await findJava(REGISTRY_JAVA).then(
    ({ major }) => `, Java ${major} for the schema registry`,
    () => `, none of ${REGISTRY_JAVA} or newer for the schema registry`,
  );
  const found = `${java.major} (${java.executable})${compiler}${registry}`;
  const maven = await findMaven(java).then(
    (path): Finding => ({ tool: "maven", state: "ok", found: path, fix: "" }),
    (error: unknown): Finding => ({ tool: "maven", state: "optional", found: "-", fix: sentence(error) }),
  );
  return [{ tool: "java", state: "ok", found, fix: "" }, maven];
}

const sentence = (error: unknown): string => (error instanceof Error ? error.message : String(error));

async function cloud(): Promise<Finding> {
  const running = await status(stateDir());
  return {
    tool: "local cloud",
    state: running ? "ok" : "optional",
    found: running ? `running (pid ${running.state.pid})` : "not running",
    fix: running ? "" : "floe local up",
  };
}
