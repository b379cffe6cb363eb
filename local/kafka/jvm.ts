import { existsSync, readFileSync, renameSync, statSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { guarded } from "../processes/guard";
import { Kept } from "../processes/kept";
import { Supervised, scrubbedEnvironment } from "../processes/supervised";
import type { Java } from "./java";

const LOG_LIMIT = 50 * 1024 * 1024;
/** A cold start on a busy machine takes far longer than the usual five seconds. */
const PATIENCE_MS = 120_000;

/** What a test may want of every Java service. */
export interface JvmTuning {
  /** Options of the JVM, before the service's own. */
  readonly jvm?: readonly string[];
  /** Starts within a minute after which a service that keeps ending is left alone. */
  readonly limit?: number;
}

export const tuning = ({ jvm, limit }: JvmTuning): JvmTuning => ({
  ...(jvm && { jvm }),
  ...(limit !== undefined && { limit }),
});

export interface JvmOptions extends JvmTuning {
  readonly name: string;
  readonly java: Java;
  /** JVM options, main class or -jar, and its arguments. */
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly logFile: string;
  readonly log: (line: string) => void;
  /** Whether it answers now. */
  readonly answers: () => Promise<boolean>;
}

/** slf4j-simple on standard output, which is the service's log file. */
export const LOGGING: readonly string[] = [
  "-Dorg.slf4j.simpleLogger.logFile=System.out",
  "-Dorg.slf4j.simpleLogger.showDateTime=true",
  "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
  "-Dorg.slf4j.simpleLogger.log.org.apache.kafka.clients=warn",
];

/** Starts a Java service, waits until it answers, and starts it again whenever it ends by itself. */
export function keepJvm(options: JvmOptions): Promise<Kept> {
  return Kept.start({
    name: options.name,
    log: options.log,
    start: () => {
      rotate(options.logFile);
      return Supervised.start({
        ...guarded(options.java.executable, [...(options.jvm ?? []), ...options.args]),
        cwd: options.cwd,
        env: scrubbedEnvironment({ JAVA_HOME: options.java.home, ...options.env }),
        output: { file: options.logFile },
      });
    },
    ready: (process) => untilReady(process, options),
    ...(options.limit !== undefined && { limit: options.limit }),
  });
}

async function untilReady(process: Supervised, options: JvmOptions): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await options.answers())) {
    if (!process.running || Date.now() > deadline) {
      throw new Error(
        `the ${options.name} ${process.running ? `does not answer after ${PATIENCE_MS / 1000} s` : "did not start"}; ` +
          `the last lines of ${options.logFile}:\n${tail(options.logFile)}`,
      );
    }
    await sleep(50);
  }
}

function rotate(file: string): void {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > LOG_LIMIT) renameSync(file, `${file}.1`);
}

const tail = (file: string): string =>
  existsSync(file) ? readFileSync(file, "utf8").trimEnd().split("\n").slice(-12).join("\n") : "";
