import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { sourcePlugin } from "../../../local/kafka/source";
import { JavaMissing } from "../../../local/kafka/java";
import { MavenMissing } from "../../../local/kafka/maven";
import { startKafka } from "../../../local/kafka/start";
import { CliError, exitCodes } from "../../exit";
import { ConnectRest } from "../rest";

export interface ThrowAwayOptions {
  /** Folders of further plugins. */
  readonly plugins: readonly string[];
  readonly log: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Runs a worker of its own while some work is done, and leaves nothing of it behind, however it ends. */
export async function withThrowAwayWorker<T>(
  { plugins, log, signal }: ThrowAwayOptions,
  work: (worker: ConnectRest) => Promise<T>,
): Promise<T> {
  const wrong = plugins.find((folder) => !existsSync(folder) || readdirSync(folder).length === 0);
  if (wrong !== undefined)
    throw new CliError(`--plugin ${wrong} is no folder with a plugin's jars`, exitCodes.usage);
  const stateDir = mkdtempSync(join(tmpdir(), "floe-validate-"));
  const named = Object.fromEntries(plugins.map((folder) => [basename(resolve(folder)), resolve(folder)]));
  try {
    const kafka = await startKafka({
      stateDir,
      log,
      registry: false,
      plugins: { ...(await sourcePlugin(stateDir, log)), ...named },
      // A plugin of the user's may lack the manifest by which the local cloud's are found faster.
      ...(plugins.length > 0 ? { workerSettings: { "plugin.discovery": "hybrid_warn" } } : {}),
    });
    try {
      signal.throwIfAborted();
      return await work(new ConnectRest(kafka.connectUrl ?? "", signal, {}));
    } finally {
      await kafka.stop();
    }
  } catch (error) {
    if (error instanceof JavaMissing || error instanceof MavenMissing)
      throw new CliError(
        `${error.message} Or give a worker with --connect-url, or --no-worker.`,
        exitCodes.missingTool,
      );
    throw error;
  } finally {
    rmSync(stateDir, { recursive: true, force: true });
  }
}
