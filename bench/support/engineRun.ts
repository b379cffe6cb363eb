import { LocalWorkspace } from "@pulumi/pulumi/automation";
import { createRequire } from "node:module";
import { seconds } from "./report";

/** One operation of one stack, in a process of its own: the engine, the program in this process, the providers. */
export interface EngineTask {
  readonly operation: "preview" | "up";
  readonly stack: string;
  /** Compiled module whose default export is the program. */
  readonly main: string;
  readonly workDir: string;
  readonly plugins: Readonly<Record<string, string>>;
  readonly config: Readonly<Record<string, string>>;
}

/** Not "floe": the program's settings would be taken for the native provider's. */
export const project = "bench";

async function perform(task: EngineTask): Promise<number> {
  const providers = Object.entries(task.plugins).map(([name, path]) => ({ name, path }));
  // Loading the program and the SDK classes it uses is part of what is timed.
  const program = async (): Promise<void> => {
    const loaded = createRequire(task.main)(task.main) as { default: () => void };
    loaded.default();
    return Promise.resolve();
  };
  const settings = { name: project, runtime: "nodejs" as const, main: task.workDir, plugins: { providers } };
  const stack = await LocalWorkspace.createOrSelectStack(
    { stackName: task.stack, projectName: project, program },
    {
      workDir: task.workDir,
      projectSettings: settings,
      stackSettings: { [task.stack]: { config: { ...task.config } } },
      pulumiHome: process.env.PULUMI_HOME,
    },
  );
  return task.operation === "up" ? seconds(() => stack.up()) : seconds(() => stack.preview());
}

if (require.main === module) {
  const task = JSON.parse(process.argv[2] ?? "") as EngineTask;
  perform(task).then(
    (took) => {
      process.stdout.write(`${took}\n`, () => process.exit(0));
    },
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`, () =>
        process.exit(1),
      );
    },
  );
}
