import type { Deployment, RefreshOptions } from "@pulumi/pulumi/automation";
import { Journal } from "./journal";
import { releaseDeadLocks } from "./lock";
import { settlePending } from "./pending";

export interface RecoverOptions {
  /** Folder of the file backend. */
  readonly backendFolder: string;
  readonly log: (line: string) => void;
}

/** What recovery needs of a stack. */
export interface Recoverable {
  readonly name: string;
  readonly workspace: { projectSettings(): Promise<{ readonly name: string }> };
  exportStack(): Promise<Deployment>;
  importStack(state: Deployment): Promise<void>;
  refresh(options: Pick<RefreshOptions, "target">): Promise<unknown>;
}

/**
 * Makes a stack whose last run was killed fit for the next run: a dead run's lock is removed, and each create that
 * had begun is looked up by its import id, so that what reached the cloud is adopted and never made twice. May be
 * killed at any moment itself: the next one goes on where it ended.
 * @throws when another run holds the stack
 */
export async function recoverStack(stack: Recoverable, options: RecoverOptions): Promise<void> {
  const project = (await stack.workspace.projectSettings()).name;
  for (const pid of await releaseDeadLocks(options.backendFolder, project, stack.name)) {
    options.log(`Removed the lock of process ${pid}, which is gone.`);
  }
  const journal = new Journal(options.backendFolder, project, stack.name);
  const current = await stack.exportStack();
  const settled = await settlePending(current);
  const unseen = journal.read();
  if (settled !== undefined) {
    const { adopted, cleared, deployment } = settled;
    options.log(`The last run was cut off: ${adopted.length + cleared.length} unfinished create(s).`);
    for (const { urn, id } of adopted) options.log(`  looking for ${urn.split("::").pop() ?? urn} (${id})`);
    unseen.push(...adopted.map(({ urn }) => urn));
    journal.write(unseen);
    await stack.importStack(deployment);
  } else if (unseen.length > 0) options.log("The recovery of the last run was cut off, and goes on.");
  const present = urnsIn((settled?.deployment ?? current).deployment);
  const target = [...new Set(unseen)].filter((urn) => present.has(urn));
  if (target.length > 0) await stack.refresh({ target });
  if (unseen.length > 0) journal.clear();
}

function urnsIn(state: unknown): Set<string> {
  const { resources = [] } = (state ?? {}) as { readonly resources?: readonly { readonly urn: string }[] };
  return new Set(resources.map(({ urn }) => urn));
}
