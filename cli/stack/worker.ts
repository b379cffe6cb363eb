import {
  LocalWorkspace,
  type EngineEvent,
  type OutputMap,
  type PulumiFn,
  type Stack,
} from "@pulumi/pulumi/automation";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { restoreCheckpoint } from "../recover/checkpoint";
import { recoverStack } from "../recover/index";
import { translate } from "./events";
import type { FromWorker, Outcome, Task, ToWorker } from "./messages";
import { ProgramErrors } from "./programErrors";

// Runs in a process group of its own, so that Ctrl-C in the terminal reaches the engine once, through `cancel`, and
// not a second time, which the engine takes for "stop at once and leave operations pending".
const abort = new AbortController();

const tell = (message: FromWorker): Promise<void> =>
  new Promise((resolve) => {
    if (!process.connected || !process.send) resolve();
    else process.send(message, undefined, undefined, () => resolve());
  });

/** The program as the engine runs it: a fresh load, its exports or its exported function's result as outputs. */
function programOf(main: string): PulumiFn {
  return async () => {
    const loaded: unknown = createRequire(main)(main);
    const entry =
      typeof loaded === "object" && loaded !== null && "default" in loaded ? loaded.default : loaded;
    return (typeof entry === "function" ? await (entry as () => unknown)() : entry) as Record<
      string,
      unknown
    >;
  };
}

async function open(task: Task): Promise<Stack> {
  mkdirSync(task.workDir, { recursive: true });
  const providers = Object.entries(task.plugins).map(([name, path]) => ({ name, path }));
  const project = {
    name: task.project,
    runtime: "nodejs" as const,
    main: task.workDir,
    plugins: { providers },
  };
  return LocalWorkspace.createOrSelectStack(
    { stackName: task.stack, projectName: task.project, program: programOf(task.main) },
    {
      workDir: task.workDir,
      projectSettings: project,
      stackSettings: { [task.stack]: { ...salt(task), config: { ...task.config } } },
      pulumiHome: process.env.PULUMI_HOME,
    },
  );
}

/** The salt of the stack's secrets, which the engine keeps in the stack's settings file. */
function salt(task: Task): { encryptionSalt?: string } {
  const path = join(task.workDir, `Pulumi.${task.stack}.yaml`);
  if (!existsSync(path)) return {};
  const encryptionSalt = /^encryptionsalt:\s*(\S+)/m.exec(readFileSync(path, "utf8"))?.[1];
  return encryptionSalt ? { encryptionSalt } : {};
}

function plain(outputs: OutputMap): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { value, secret }]) => [
      name,
      secret ? "[secret]" : (value as unknown),
    ]),
  );
}

async function perform(task: Task, errors: ProgramErrors): Promise<Outcome> {
  const log = (line: string) => void tell({ type: "log", line });
  if (restoreCheckpoint(task.backendFolder, task.project, task.stack))
    log("The last run was cut off while it wrote its state: the state before that is put back.");
  const stack = await open(task);
  if (task.operation !== "preview") await recoverStack(stack, { log, backendFolder: task.backendFolder });
  const onEvent = (event: EngineEvent) => {
    errors.see(event);
    for (const slim of translate(event)) void tell({ type: "event", event: slim });
  };
  const common = {
    onEvent,
    signal: abort.signal,
    parallel: task.parallel,
    expectNoChanges: task.expectNoChanges,
  };
  switch (task.operation) {
    case "up": {
      const { outputs } = await stack.up({ ...common, diff: task.diff });
      return { ok: true, outputs: plain(outputs) };
    }
    case "preview":
      await stack.preview({ ...common, diff: task.diff });
      return { ok: true, outputs: {} };
    case "refresh":
      await stack.refresh({ ...common });
      return { ok: true, outputs: {} };
    case "destroy":
      await stack.destroy({ onEvent, signal: abort.signal, parallel: task.parallel });
      if (task.remove) await stack.workspace.removeStack(task.stack);
      return { ok: true, outputs: {} };
  }
}

async function run(task: Task): Promise<void> {
  let outcome: Outcome;
  const errors = new ProgramErrors(() => abort.abort());
  try {
    outcome = await perform(task, errors);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    for (const message of errors.untold()) {
      await tell({ type: "event", event: { kind: "diagnostic", severity: "error", message } });
    }
    outcome = { ok: false, outputs: {}, reason };
  } finally {
    errors.dispose();
  }
  await tell({ type: "outcome", outcome });
  process.exit(outcome.ok ? 0 : 1);
}

process.on("message", (message: ToWorker) => {
  if (message.type === "cancel") abort.abort();
  else void run(message.task);
});
process.on("disconnect", () => abort.abort());
