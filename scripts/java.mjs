// Java and Maven for the Kafka connectors and what tests them: found, or a clear end. --install gets them with apt-get
// where that can be done unasked (as root on Debian and Ubuntu).
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ensureBuilt, root, run } from "./setup.mjs";

const packages = ["openjdk-17-jdk-headless", "maven"];

/** A JDK of at least 17 with its compiler, and Maven; throws with what was tried and how to get them. */
export async function findTools() {
  ensureBuilt();
  const require = createRequire(import.meta.url);
  const { findJava, jdkTool } = require(join(root, "dist", "local", "kafka", "java.js"));
  const { findMaven } = require(join(root, "dist", "local", "kafka", "maven.js"));
  const java = await findJava();
  if (jdkTool(java, "javac") === undefined)
    throw new Error(
      `${java.executable} is a Java without a compiler: install a JDK (Debian and Ubuntu: apt-get install ${packages[0]})`,
    );
  return { java, maven: await findMaven(java) };
}

/** The tools, or the end of this script with the reason and what needs them. */
export async function requireJava(what) {
  try {
    return await findTools();
  } catch (error) {
    console.error(
      `${what} needs a JDK 17 or newer and Maven: ${error.message}\n` +
        "Install them yourself, or as root on Debian and Ubuntu with: node scripts/java.mjs --install",
    );
    process.exit(4);
  }
}

/** The tools, installed where they are missing and that can be done unasked. */
export async function ensureJava(what) {
  try {
    return await findTools();
  } catch (error) {
    const apt =
      process.platform === "linux" && process.getuid?.() === 0 && spawnSync("apt-get", ["-v"]).status === 0;
    if (!apt) return requireJava(what);
    console.error(`${error.message}\ninstalling ${packages.join(" and ")} with apt-get`);
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    run("apt-get", ["update", "-qq"], { env });
    run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...packages], { env });
    return requireJava(what);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const find = process.argv.includes("--install") ? ensureJava : requireJava;
  const { java, maven } = await find("building the Kafka connectors");
  console.error(`Java ${java.major} (${java.executable}), Maven (${maven})`);
}
