import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import type { Java } from "./java";

const run = promisify(execFile);
const LEAST = [3, 6] as const;
/** How often progress is told while artifacts come in, in milliseconds. */
const TELL_MS = 3_000;

/** No Maven fits. The message says what was tried and how to get one. */
export class MavenMissing extends Error {
  override readonly name = "MavenMissing";
}

/** Finds Maven 3.6 or newer: `$FLOE_MAVEN`, `$MAVEN_HOME`, PATH. Throws {@link MavenMissing}. */
export async function findMaven(java: Java, env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const file = process.platform === "win32" ? "mvn.cmd" : "mvn";
  const places = env.FLOE_MAVEN
    ? [env.FLOE_MAVEN]
    : [
        ...(env.MAVEN_HOME ? [join(env.MAVEN_HOME, "bin", file)] : []),
        ...(env.PATH ?? "")
          .split(delimiter)
          .filter(Boolean)
          .map((folder) => join(folder, file)),
      ].filter((path) => existsSync(path));
  const misses: string[] = [];
  for (const place of places) {
    const version = await versionOf(place, java);
    if (version === undefined) misses.push(`${place} (does not start)`);
    else if (fits(version)) return place;
    else misses.push(`${place} (is Maven ${version})`);
  }
  throw new MavenMissing(
    `Kafka's artifacts are fetched with Maven ${LEAST.join(".")} or newer; ` +
      `tried ${misses.join(", ") || "MAVEN_HOME and PATH, where there is none"}. ` +
      "Install it (Debian and Ubuntu: apt-get install maven; macOS: brew install maven; Windows: scoop install " +
      "maven) or set FLOE_MAVEN to its executable. It is needed once per machine: what it fetches is kept.",
  );
}

function fits(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > LEAST[0] || (major === LEAST[0] && minor >= LEAST[1]);
}

async function versionOf(maven: string, java: Java): Promise<string | undefined> {
  try {
    const { stdout } = await run(maven, ["-v"], {
      env: { ...process.env, JAVA_HOME: java.home },
      timeout: 30_000,
      shell: process.platform === "win32",
    });
    return /Apache Maven (\d+\.\d+(?:\.\d+)?)/.exec(stdout)?.[1];
  } catch {
    return undefined;
  }
}

/**
 * Runs goals in a folder; tells every few seconds how many files came in. Throws with Maven's own error lines, and
 * what to look at: a wrong checksum fails.
 */
export function runMaven(
  maven: string,
  java: Java,
  cwd: string,
  goals: readonly string[],
  log: (line: string) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(maven, ["-B", "-C", ...goals], {
      cwd,
      env: { ...process.env, JAVA_HOME: java.home },
      stdio: ["ignore", "pipe", "pipe"],
      shell: process.platform === "win32",
    });
    const tail: string[] = [];
    let files = 0;
    let told = Date.now();
    const read = (line: string): void => {
      if (/^\S*(?:\[INFO\] )?Downloaded from /.test(line)) files++;
      else if (
        /\[ERROR\] \S/.test(line) &&
        !/Help 1\]? http|re-run Maven|Re-run Maven|For more inf/.test(line)
      )
        tail.push(line);
      if (files > 0 && Date.now() - told > TELL_MS) {
        told = Date.now();
        log(`Maven: ${files} files fetched`);
      }
    };
    createInterface(child.stdout).on("line", read);
    createInterface(child.stderr).on("line", read);
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve();
      else
        reject(
          new Error(
            `Maven could not fetch Kafka's artifacts (exit ${code ?? "by signal"}):\n${tail.slice(0, 8).join("\n")}\n` +
              "Check that Maven Central, or the mirror in ~/.m2/settings.xml, can be reached and that the disk has 1 GB " +
              "free, then run again.",
          ),
        );
    });
  });
}
