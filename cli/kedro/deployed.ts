import { parseKedroTaskSql } from "../../blueprints/kedro";
import { graphTasks } from "../../provider/snowflake/task-graph-run/run";
import type { Session } from "../../provider/snowflake/session";
import type { LiveTask } from "../../provider/snowflake/task-graph/live";
import { nameParts } from "../../provider/snowflake/names";
import { isProxy } from "../../blueprints/snowflake/task-graph/proxies";
import { CliError, exitCodes } from "../exit";

export type TaskKind = "root" | "task" | "finalizer" | "proxy" | "other";

/** A task of a deployed graph in Kedro's words. */
export interface DeployedTask {
  readonly name: string;
  readonly kind: TaskKind;
  readonly nodes: readonly string[];
  readonly hash: string;
  readonly live: LiveTask;
}

/** What the graph's configuration says of the project. */
export interface DeployedProject {
  readonly pipeline: string;
  readonly env: string;
  /** Staged file of the code, as a location with `@`. */
  readonly code: string;
  /** Addresses of uploaded data, by the path in the project. */
  readonly uploads: Readonly<Record<string, string>>;
}

export interface Deployed {
  readonly rootTask: string;
  readonly tasks: readonly DeployedTask[];
  /** Undefined when the configuration was made by somebody else. */
  readonly project: DeployedProject | undefined;
}

/** Reads a deployed graph: one statement however many tasks. */
export async function readDeployed(session: Session, rootTask: string): Promise<Deployed> {
  const root = nameParts(rootTask).at(-1) ?? "";
  const live = await graphTasks(session, rootTask).catch((error: unknown) => {
    const text = error instanceof Error ? error.message : String(error);
    throw new CliError(
      text.includes("does not exist")
        ? `${rootTask} is not deployed here, or the role may not see it: deploy it with \`pulumi up\` (or \`floe up\` on the local cloud), ` +
            `or check database, schema, name and role`
        : text,
      exitCodes.failed,
    );
  });
  const tasks = live.map((task) => deployedTask(task, root));
  if (!tasks.some(({ kind }) => kind === "task"))
    throw new CliError(
      `${rootTask} is a task, but not the root of a Kedro graph: use \`floe graph\``,
      exitCodes.usage,
    );
  return { rootTask, tasks, project: projectOf(tasks.find(({ kind }) => kind === "root")?.live.spec.config) };
}

function deployedTask(live: LiveTask, root: string): DeployedTask {
  const { spec } = live;
  const call = parseKedroTaskSql(spec.sql);
  const kind =
    spec.name === root
      ? "root"
      : spec.finalizes !== undefined
        ? "finalizer"
        : isProxy(spec)
          ? "proxy"
          : call === undefined
            ? "other"
            : "task";
  return { name: spec.name, kind, nodes: call?.nodes ?? [], hash: call?.hash ?? "", live };
}

function projectOf(config: string | undefined): DeployedProject | undefined {
  const kedro = field(parsed(config), "kedro");
  const [code, pipeline, env] = ["project", "pipeline", "env"].map((key) => field(kedro, key));
  if (typeof code !== "string") return undefined;
  return {
    code,
    uploads: texts(field(field(kedro, "data"), "uploads")),
    pipeline: typeof pipeline === "string" ? pipeline : "__default__",
    env: typeof env === "string" ? env : "base",
  };
}

function parsed(json: string | undefined): unknown {
  try {
    return JSON.parse(json ?? "null");
  } catch {
    return undefined;
  }
}

function field(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;
}

function texts(value: unknown): Record<string, string> {
  const entries = typeof value === "object" && value !== null ? Object.entries(value) : [];
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

/** What a task is called for people: its nodes, else its part in the graph. */
export function labelOf(task: Pick<DeployedTask, "name" | "kind" | "nodes">): string {
  if (task.nodes.length > 0) return shortList(task.nodes);
  return { root: "(start)", finalizer: "(clean up)", proxy: "(junction)", task: task.name, other: task.name }[
    task.kind
  ];
}

export function shortList(names: readonly string[], most = 3): string {
  const shown = names.slice(0, most).join(", ");
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}
