import { sleep } from "../../framework";
import { type Session, StatementFailed } from "../session";
import { type Graph, idOf } from "./model";
import { liveTasks } from "./live";
import { type Plan, stateSteps, type Step } from "./plan";
import { setState } from "./sql";

/** The change failed. `restored` tells whether everything is as it was before. */
export class ChangeFailed extends Error {
  override readonly name = "ChangeFailed";
  constructor(
    message: string,
    readonly restored: boolean,
  ) {
    super(message);
  }
}

/** What a change needs besides its statements. */
export interface Means {
  readonly session: Session;
  /** A session that does not listen to a cancellation, to put things back with. */
  readonly restoring: () => Promise<Session>;
  readonly signal: AbortSignal;
  status(message: string): void;
}

/**
 * Carries out a plan: edits, states of the children, drops, and the root's state last. On any error, cancellation
 * included, what was done is taken back in reverse order.
 */
export async function apply(plan: Plan, before: ReadonlyMap<string, boolean>, graph: Graph, means: Means) {
  const done: Step[] = [];
  const planned = plan.edits.length + plan.drops.length;
  let current: { readonly what: string } = { what: "begin" };
  const take = async (steps: readonly Step[]) => {
    for (const step of steps) {
      current = step;
      done.push(step);
      means.status(`${step.what} (${done.length}${planned > done.length ? ` of ${planned}` : ""})`);
      try {
        await run(step, means);
      } catch (error) {
        // What Snowflake refused was not done. Of everything else nobody knows.
        if (isRefusal(error)) done.pop();
        throw error;
      }
    }
  };
  const states = async () =>
    planned === 0 && done.length === 0 ? before : startedOf(await liveTasks(means.session, graph));
  try {
    await take(plan.edits);
    current = { what: "look at the changed tasks" };
    const { before: children, root } = stateSteps(graph, await states());
    await take(children);
    await take(plan.drops);
    await take(root);
    if (root.some((step) => step.all === true)) {
      current = { what: "look at the resumed tasks" };
      const missed = stateSteps(graph, await states(), false);
      await take([...missed.before, ...missed.root]);
    }
  } catch (error) {
    const id = idOf(graph, graph.root);
    const reason = `task graph ${id}: could not ${current.what} (statement ${done.length + (isRefusal(error) ? 1 : 0)}): ${messageOf(error)}`;
    const failed = await restore(done, graph, means);
    if (failed === undefined) throw new ChangeFailed(`${reason}. The graph was put back as it was.`, true);
    throw new ChangeFailed(
      `${reason}. Putting it back failed too: ${failed}. The root is left suspended where it could be. Run again to converge.`,
      false,
    );
  }
}

function startedOf(live: Awaited<ReturnType<typeof liveTasks>>): Map<string, boolean> {
  return new Map([...live].map(([name, { spec }]) => [name, spec.started]));
}

/** Snowflake answered and said no: the statement had no effect. Class 08 is the driver's own, of a broken connection. */
export function isRefusal(error: unknown): boolean {
  return error instanceof StatementFailed && error.sqlState !== "" && !error.sqlState.startsWith("08");
}

const pausesMs = [250, 1000];

/** Runs a step; where no answer came, again. */
async function run(step: Step, { session, signal }: Pick<Means, "session" | "signal">): Promise<void> {
  let sql = step.sql;
  for (const pause of [...pausesMs, undefined]) {
    try {
      await session.run(sql);
      return;
    } catch (error) {
      if (pause === undefined || isRefusal(error) || signal.aborted) throw error;
      await sleep(pause, signal);
      sql = step.again ?? sql;
    }
  }
}

/** Takes the steps back. What failed there keeps the root suspended: half a graph must not run. */
async function restore(
  done: readonly Step[],
  graph: Graph,
  means: Pick<Means, "restoring">,
): Promise<string | undefined> {
  const problems: string[] = [];
  const { signal } = new AbortController();
  const session = await means.restoring().catch((error: unknown) => messageOf(error));
  if (typeof session === "string") return session;
  const rootOn = setState(graph, graph.root, true);
  for (const step of [...done].reverse()) {
    for (const sql of step.undo) {
      if (sql === rootOn && problems.length > 0) continue;
      try {
        await run({ what: step.what, sql, undo: [] }, { session, signal });
      } catch (error) {
        problems.push(`to undo "${step.what}": ${messageOf(error)}`);
      }
    }
  }
  return problems.length === 0 ? undefined : problems.join("; ");
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\s+/g, " ");
}
