import type { Stack } from "@pulumi/pulumi/automation";
import { releaseDeadLocks } from "./lock";
import { settlePending } from "./pending";

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
  const settled = await settlePending(await stack.exportStack());
  if (settled === undefined) return;
  const { adopted, cleared, deployment } = settled;
  options.log(`The last run was cut off: ${adopted.length + cleared.length} unfinished create(s).`);
  for (const { urn, id } of adopted) options.log(`  looking for ${urn.split("::").pop() ?? urn} (${id})`);
  await stack.importStack(deployment);
  if (adopted.length > 0) await stack.refresh({ target: adopted.map(({ urn }) => urn) });
}
