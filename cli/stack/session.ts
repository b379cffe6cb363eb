import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { snowflakePreviewFeatures } from "../../blueprints";
import { up as startCloud } from "../../local/cloud/control";
import { StateFolder, type CloudState } from "../../local/cloud/state";
import { ensureEngine, EngineMissing, type Engine } from "../../local/engine";
import { built, stateDir } from "../../local/paths";
import { CliError, exitCodes } from "../exit";
import type { Output } from "../output";
import { backendFolder, engineEnvironment } from "./environment";
import type { Operation, Task } from "./messages";
import { findProgram, type Program } from "./program";
import { runTask, type RunResult } from "./run";

export interface SessionOptions {
  readonly stack: string;
  readonly realProviders?: boolean;
  readonly output: Output;
}

/** What one operation may be told. */
export interface OperationOptions {
  readonly parallel?: number;
  readonly diff?: boolean;
  readonly expectNoChanges?: boolean;
  readonly remove?: boolean;
}

/** A program, the engine and the running local cloud, ready for operations on one stack. */
export class Session {
  private constructor(
    readonly program: Program,
    readonly cloud: CloudState,
    readonly engine: Engine,
    private readonly options: SessionOptions,
  ) {}

  /** Finds the program, obtains the engine and starts the local cloud when it does not run yet. */
  static async open(name: string, options: SessionOptions): Promise<Session> {
    const program = findProgram(name, options.stack);
    const log = (line: string) => options.output.note(line);
    const engine = ensureEngine({ log }).catch((error: unknown) => {
      if (error instanceof EngineMissing) throw new CliError(error.message, exitCodes.missingTool);
      throw error;
    });
    const cloud = engine.then(() =>
      startCloud({ stateDir: stateDir(), kafka: program.kafka, log: () => undefined }),
    );
    return new Session(program, await cloud, await engine, options);
  }

  run(operation: Operation, options: OperationOptions = {}): Promise<RunResult> {
    const folder = stateDir();
    const settings = new StateFolder(folder).settings();
    if (!settings) throw new CliError(`${folder} has no settings: run \`floe local reset\``);
    const backend = backendFolder(folder);
    mkdirSync(backend, { recursive: true, mode: 0o700 });
    const task: Task = {
      ...options,
      operation,
      stack: this.options.stack,
      project: this.program.project,
      main: this.program.main,
      workDir: join(backend, "work", this.program.project),
      backendFolder: backend,
      config: { ...DEFAULTS, ...(this.options.realProviders ? REAL : {}), ...this.program.config },
      plugins: this.options.realProviders ? { floe: native() } : { ...standIns(), floe: native() },
    };
    const env = engineEnvironment({
      cloud: this.cloud,
      settings,
      engine: this.engine,
      stateDir: folder,
      realProviders: this.options.realProviders ?? false,
    });
    return runTask(task, env, this.options.output);
  }
}

const DEFAULTS = { "snowflake:previewFeaturesEnabled": JSON.stringify(snowflakePreviewFeatures) };

/** What the official AWS provider needs to talk to an emulator; its endpoint comes from the environment. */
const REAL = { "aws:s3UsePathStyle": "true", "aws:skipCredentialsValidation": "true" };

const folderOf = (path: string): string => join(path, "..");
const native = (): string => folderOf(built("provider", "plugin", "pulumi-resource-floe"));
const standIns = () => ({
  aws: folderOf(built("local", "providers", "aws", "pulumi-resource-aws")),
  snowflake: folderOf(built("local", "providers", "snowflake", "pulumi-resource-snowflake")),
});
