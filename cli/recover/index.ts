import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Stack } from "@pulumi/pulumi/automation";
import { releaseDeadLocks } from "./lock";
import { pendingCreates } from "./pending";

export interface RecoverOptions {
  /** Folder of the file backend. */
  readonly backendFolder: string;
  readonly log: (line: string) => void;
}

/**
 * Makes a stack whose last run was killed fit for the next run: a dead run's lock is removed, and each create that
 * had begun is looked up by its import id, so that what reached the cloud is adopted and never made twice.
 * @throws when another run holds the stack
 */
export async function recoverStack(stack: Stack, options: RecoverOptions): Promise<void> {
  const project = (await stack.workspace.projectSettings()).name;
  for (const pid of await releaseDeadLocks(options.backendFolder, project, stack.name)) {
    options.log(`Removed the lock of process ${pid}, which is gone.`);
  }
  const { imports, cleared } = pendingCreates(await stack.exportStack());
  if (imports.length + cleared.length === 0) return;
  options.log(`The last run was cut off: ${imports.length + cleared.length} unfinished create(s).`);
  for (const { urn, id } of imports) options.log(`  looking for ${urn.split("::").pop() ?? urn} (${id})`);
  const args = ["refresh", "--yes", "--skip-preview", "--non-interactive", "--stack", stack.name];
  if (imports.length > 0) {
    const pairs = imports.flatMap(({ urn, id }) => [urn, id]);
    args.push(...pairs.map((item) => `--import-pending-creates=${item}`));
  }
  if (cleared.length > 0) args.push("--clear-pending-creates");
  const { workspace } = stack;
  await promisify(execFile)(workspace.pulumiCommand.command, args, {
    cwd: workspace.workDir,
    env: {
      ...process.env,
      ...workspace.envVars,
      ...(workspace.pulumiHome === undefined ? {} : { PULUMI_HOME: workspace.pulumiHome }),
    },
  });
}
