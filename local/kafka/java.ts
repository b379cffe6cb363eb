import { execFile } from "node:child_process";
import { existsSync, readdirSync, realpathSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const suffix = process.platform === "win32" ? ".exe" : "";

/** Oldest Java that runs Kafka 4, and the oldest that runs the schema registry. */
export const LEAST_JAVA = 17;
export const REGISTRY_JAVA = 21;

/** A Java that starts. */
export interface Java {
  readonly executable: string;
  /** Such as 17. */
  readonly major: number;
  /** Its folder, as JAVA_HOME names it. */
  readonly home: string;
}

interface Miss {
  readonly candidate: string;
  readonly reason: string;
}

/** No Java fits. The message lists what was tried and how to get one. */
export class JavaMissing extends Error {
  override readonly name = "JavaMissing";
}

/**
 * Finds a Java of at least this major version: `$FLOE_JAVA` (an executable or a JAVA_HOME) alone when set, else
 * `$JAVA_HOME`, PATH and the system's usual folders, in this order.
 *
 * Throws {@link JavaMissing}.
 */
export async function findJava(
  least: number = LEAST_JAVA,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Java> {
  const misses: Miss[] = [];
  for (const candidate of candidates(env)) {
    const found = await inspect(candidate);
    if ("reason" in found) misses.push(found);
    else if (found.major < least) misses.push({ candidate, reason: `is Java ${found.major}` });
    else return found;
  }
  const tried = misses.map(({ candidate, reason }) => `${candidate} (${reason})`).join(", ");
  throw new JavaMissing(
    `${least > LEAST_JAVA ? "the local schema registry" : "the local Kafka"} needs Java ${least} or newer; ` +
      `tried ${tried || "JAVA_HOME, PATH and the system's folders, where there is none"}. ` +
      `Install it (Debian and Ubuntu: apt-get install openjdk-${least}-jdk-headless; macOS: brew install ` +
      `openjdk@${least}; Windows: winget install EclipseAdoptium.Temurin.${least}.JDK) or set FLOE_JAVA to one.`,
  );
}

/** A program of the JDK, such as `javac`, beside a Java; undefined where only a runtime is installed. */
export function jdkTool(java: Java, name: string): string | undefined {
  const path = join(java.home, "bin", `${name}${suffix}`);
  return existsSync(path) ? path : undefined;
}

function candidates(env: NodeJS.ProcessEnv): string[] {
  const file = `java${suffix}`;
  const within = (home: string): string => join(home, "bin", file);
  if (env.FLOE_JAVA) return [existsSync(within(env.FLOE_JAVA)) ? within(env.FLOE_JAVA) : env.FLOE_JAVA];
  const onPath = (env.PATH ?? "")
    .split(delimiter)
    .filter(Boolean)
    .map((folder) => join(folder, file));
  const known = [...(env.JAVA_HOME ? [within(env.JAVA_HOME)] : []), ...onPath, ...homes().map(within)].filter(
    (path) => existsSync(path),
  );
  return [...new Map(known.map((path) => [realpathSync(path), path])).values()];
}

/** Where packages and installers put their Javas. */
function homes(): string[] {
  const inside = (folder: string, ...rest: string[]): string[] =>
    existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name, ...rest)) : [];
  if (process.platform === "darwin")
    return [
      ...inside("/Library/Java/JavaVirtualMachines", "Contents", "Home"),
      ...["/opt/homebrew/opt", "/usr/local/opt"].flatMap((folder) =>
        inside(folder, "libexec", "openjdk.jdk", "Contents", "Home").filter((home) =>
          home.includes("openjdk"),
        ),
      ),
    ];
  if (process.platform === "win32")
    return ["Eclipse Adoptium", "Java", "Microsoft"].flatMap((name) =>
      inside(join(process.env["ProgramFiles"] ?? "C:\\Program Files", name)),
    );
  return inside("/usr/lib/jvm");
}

/** Says what a Java is by starting it: a folder's name or a `release` file may lie. */
async function inspect(candidate: string): Promise<Java | Miss> {
  try {
    const { stdout, stderr } = await run(candidate, ["-XshowSettings:properties", "-version"], {
      timeout: 20_000,
    });
    const text = stdout + stderr;
    const version = /java\.specification\.version = (?:1\.)?(\d+)/.exec(text)?.[1];
    const home = /java\.home = (.+)/.exec(text)?.[1]?.trim();
    if (version === undefined) return { candidate, reason: "does not say its version" };
    return {
      executable: candidate,
      major: Number(version),
      home: home ?? dirname(dirname(realpathSync(candidate))),
    };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { candidate, reason: /ENOENT/u.test(text) ? "not found" : "does not start" };
  }
}
