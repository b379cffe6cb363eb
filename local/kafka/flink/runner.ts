import { execFile } from "node:child_process";
import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { packageRoot } from "../../paths";
import { scrubbedEnvironment } from "../../processes/supervised";
import { ensureArtifacts, pinned } from "../artifacts";
import { findJava, type Java } from "../java";
import { LOGGING } from "../jvm";

/** The runner's jar with Flink around it: the same jar that runs on Managed Service for Apache Flink. */
export interface FlinkRunner {
  readonly java: Java;
  /** JVM options, class path and main class. */
  readonly args: readonly string[];
}

/** What Flink 2.2's own scripts open of Java 17. */
const OPENS = ["lang", "lang.reflect", "net", "io", "nio", "text", "time", "util", "util.concurrent"].map(
  (name) => `--add-opens=java.base/java.${name}=ALL-UNNAMED`,
);

/** Of what Flink tells, failures are enough; and a job starts twice as fast where code is compiled once only. */
const LEAN = ["-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"];

/** Path of the runner's jar. Throws when Maven has not packaged it. */
export function runnerJar(): string {
  const jar = join(packageRoot(), "connectors", "flink-sql", "target", "plugin", "floe-flink-sql.jar");
  if (!existsSync(jar))
    throw new Error(`the Flink SQL runner is not built (${jar}): npm run build:connectors`);
  return jar;
}

/** Finds Java, fetches Flink once per machine (125 MB) and says how the runner is started. */
export async function findRunner(log: (line: string) => void): Promise<FlinkRunner> {
  const jar = runnerJar();
  const java = await findJava();
  const flink = await ensureArtifacts(pinned("flink"), { java, log });
  const classpath = [jar, flink.classpath].join(delimiter);
  return {
    java,
    args: [
      "-Xms128m",
      "-Xmx768m",
      ...OPENS,
      ...LOGGING,
      ...LEAN,
      "-cp",
      classpath,
      "dev.floe.flink.SqlRunner",
    ],
  };
}

/** Writes statements to a file the runner reads, private to the user: tables may hold passwords. */
export function writeStatements(folder: string, statements: readonly string[]): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, "statements.sql");
  writeFileSync(`${file}.new`, statements.map((one) => `${one.trim().replace(/;$/, "")};\n`).join("\n"), {
    mode: 0o600,
  });
  renameSync(`${file}.new`, file);
  return file;
}

/**
 * Parses, validates and plans statements with the real engine, without a broker: what is deployed is what was checked.
 * Takes about 4 seconds. Throws with the number of the statement that is refused, and why.
 */
export async function explainFlink(
  statements: readonly string[],
  folder: string,
  log: (line: string) => void,
): Promise<string> {
  const { java, args } = await findRunner(log);
  const file = writeStatements(folder, statements);
  return new Promise((resolve, reject) => {
    execFile(
      java.executable,
      [...args, "--file", file, "--explain"],
      { env: scrubbedEnvironment({}), maxBuffer: 1 << 26, timeout: 120_000 },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout.slice(Math.max(0, stdout.indexOf("== Abstract"))));
        else reject(new Error(failureIn(stderr + stdout) ?? error.message));
      },
    );
  });
}

/** What the runner said was wrong, out of its log. */
export function failureIn(text: string): string | undefined {
  return /FLINK SQL FAILED: ([^]*)/.exec(text)?.[1]?.trim();
}
