import { randomUUID } from "node:crypto";
import type { Account } from "../core/account";
import type { CatalogObject, Session } from "../core/cloud";
import { SnowflakeError } from "../core/errors";
import { optionTable } from "../catalog/definition";
import { parametersOf } from "../catalog/parameters/definitions";
import type { TokenStream } from "../ddl/stream";
import { formatPath } from "../ddl/names";
import type { AlterContext, Change, CreateContext, Definition, ObjectKind, Properties } from "../kinds/kind";
import { taskDefinition, triggerStreams } from "./definition";
import { checkPredecessors, childrenOf, finalizerOf, requireSuspended, rootsOf } from "./graph";
import { findTask, readCondition, readTask, readTaskNames, taskOptions } from "./parse";
import { requireExecuteTask, requireImpersonation } from "./permission";
import { taskColumns, taskRow } from "./show";

const invalid = (message: string): SnowflakeError =>
  new SnowflakeError("091082", "0A000", `SQL compilation error:\n${message}`);

/** What only tasks without a warehouse have. */
const SERVERLESS = [
  "USER_TASK_MANAGED_INITIAL_WAREHOUSE_SIZE",
  "SERVERLESS_TASK_MIN_STATEMENT_SIZE",
  "SERVERLESS_TASK_MAX_STATEMENT_SIZE",
  "TARGET_COMPLETION_INTERVAL",
];

const SIZES = [["XSMALL"], ["SMALL"], ["MEDIUM"], ["LARGE"], ["XLARGE"], ["XXLARGE", "X2LARGE"]];
const sizeRank = (size: string): number =>
  SIZES.findIndex((names) => names.includes(size.toUpperCase().replaceAll("-", "")));

/** Of two ways to say how runs overlap, the one said last holds. */
function overlapping(properties: Properties, before: CatalogObject | undefined): Properties {
  const changed = (name: string): boolean =>
    properties[name] !== undefined && properties[name] !== before?.properties[name];
  if (changed("OVERLAP_POLICY")) return { ...properties, ALLOW_OVERLAPPING_EXECUTION: null };
  return changed("ALLOW_OVERLAPPING_EXECUTION") ? { ...properties, OVERLAP_POLICY: null } : properties;
}

/** What holds for a task alone and together with its graph. */
function check(properties: Properties): void {
  const children = properties["PREDECESSOR_IDS"];
  const child = Array.isArray(children) && children.length > 0;
  const finalizer = typeof properties["FINALIZES_ID"] === "number";
  const has = (name: string): boolean => properties[name] !== undefined && properties[name] !== null;
  if (child && has("SCHEDULE"))
    throw invalid("Task cannot have both SCHEDULE and AFTER (or FINALIZE) specified.");
  if (finalizer && (has("SCHEDULE") || child))
    throw invalid("A finalizer task cannot have SCHEDULE or AFTER specified.");
  if ((child || finalizer) && has("CONFIG")) throw invalid("CONFIG can only be set on a root task.");
  if (child || finalizer)
    for (const name of ["ALLOW_OVERLAPPING_EXECUTION", "OVERLAP_POLICY"])
      if (has(name) && properties[name] !== false && properties[name] !== "NO_OVERLAP")
        throw invalid(`${name} can only be set on a root task.`);
  if (has("WAREHOUSE"))
    for (const name of SERVERLESS) if (has(name)) throw invalid(`WAREHOUSE and ${name} exclude each other.`);
  const sizes = [
    properties["SERVERLESS_TASK_MIN_STATEMENT_SIZE"],
    properties["SERVERLESS_TASK_MAX_STATEMENT_SIZE"],
  ];
  const [least = 0, most = Infinity] = sizes.map((size) =>
    typeof size === "string" ? sizeRank(size) : undefined,
  );
  if (least > most)
    throw invalid(
      "SERVERLESS_TASK_MIN_STATEMENT_SIZE must not be larger than SERVERLESS_TASK_MAX_STATEMENT_SIZE.",
    );
}

function finalized(
  name: readonly string[],
  context: CreateContext | AlterContext,
  self?: number,
): CatalogObject {
  const { catalog, session } = context;
  const root = findTask(catalog, session.resolve(name, 3));
  if (taskDefinition(root).predecessors.length > 0)
    throw invalid(`Task ${formatPath(root.path)} is not a root task: only a root task can have a finalizer.`);
  const other = finalizerOf(catalog, root);
  if (other !== undefined && other.id !== self)
    throw invalid(
      `Root task ${formatPath(root.path)} already has the finalizer task ${formatPath(other.path)}.`,
    );
  if (taskDefinition(root).started) requireSuspended(catalog, root);
  return root;
}

/** A task: SQL that runs on a schedule, after other tasks, or when a stream has data. */
export function taskKind(account: () => Account): ObjectKind {
  const kind: ObjectKind = {
    name: "TASK",
    plural: "TASKS",
    scope: "schema",
    privileges: ["MONITOR", "OPERATE"],
    orAlter: true,
    rename: false,
    options: taskOptions,
    parameters: parametersOf("task"),
    fixedOptions: ["FINALIZE"],
    alterPrivileges: (words) => (words[0] === "RESUME" || words[0] === "SUSPEND" ? ["OPERATE"] : []),
    parseCreate: (stream, context) => create(stream, context, kind, account()),
    complete: (properties, { before, catalog, access, session }) => {
      if (before !== undefined) requireSuspended(catalog, before);
      check(properties);
      for (const name of ["ERROR_INTEGRATION", "SUCCESS_INTEGRATION"]) {
        const integration = properties[name];
        if (typeof integration !== "string" || integration === before?.properties[name]) continue;
        access.require(session, "USAGE", "NOTIFICATION INTEGRATION", [integration]);
      }
      return { ...overlapping(properties, before), LAST_COMMITTED_ON: new Date().toISOString() };
    },
    parseAlter: (stream, context) => alter(stream, context, account()),
    async onDrop(task, { catalog, withContainer }) {
      if (!withContainer) requireSuspended(catalog, task);
      for (const child of childrenOf(catalog, task)) {
        const left = taskDefinition(child).predecessors.filter((id) => id !== task.id);
        await catalog.update(child.id, { properties: { ...child.properties, PREDECESSOR_IDS: left } });
      }
      const finalizer = finalizerOf(catalog, task);
      if (finalizer === undefined) return;
      await catalog.update(finalizer.id, { properties: { ...finalizer.properties, FINALIZES_ID: null } });
    },
    show: { columns: taskColumns, row: (task) => taskRow(account().catalog, task) },
    describe: { columns: taskColumns, rows: (task) => [taskRow(account().catalog, task)] },
  };
  return kind;
}

async function create(
  stream: TokenStream,
  context: CreateContext,
  kind: ObjectKind,
  account: Account,
): Promise<Definition> {
  const { catalog, session, path, owner, existing, access } = context;
  const parsed = readTask(stream, optionTable(kind), session, catalog);
  for (const parent of parsed.after)
    if (!rootsOf(catalog, parent).some((root) => root.id === existing?.id)) requireSuspended(catalog, parent);
  checkPredecessors(catalog, { id: existing?.id, path, owner: existing?.owner ?? owner }, parsed.after);
  const root = parsed.finalize === undefined ? undefined : finalized(parsed.finalize, context, existing?.id);
  const warehouse = parsed.properties["WAREHOUSE"];
  const user = parsed.properties["EXECUTE_AS_USER"];
  if (typeof user === "string") await requireImpersonation(account, existing?.owner ?? owner, user);
  if (typeof warehouse === "string") access.require(session, "USAGE", "WAREHOUSE", [warehouse]);
  return {
    ...(parsed.comment === undefined ? {} : { comment: parsed.comment }),
    message: `Task ${path.at(-1) ?? ""} successfully ${existing === undefined ? "created" : "altered"}.`,
    properties: {
      ...parsed.properties,
      CONDITION: parsed.properties["CONDITION"] ?? null,
      FINALIZES_ID: root?.id ?? null,
      UUID: existing?.properties["UUID"] ?? randomUUID(),
      STATE: existing?.properties["STATE"] ?? "suspended",
    },
  };
}

async function alter(
  stream: TokenStream,
  context: AlterContext,
  account: Account,
): Promise<Change | undefined> {
  const { object: task, catalog, session } = context;
  const update = (properties: Properties): Change => {
    const merged = { ...task.properties, ...properties, LAST_COMMITTED_ON: new Date().toISOString() };
    check(merged);
    return { properties: merged };
  };
  if (stream.take("RESUME")) return resume(task, context, account);
  if (stream.take("SUSPEND"))
    return {
      properties: {
        ...task.properties,
        STATE: "suspended",
        ...(taskDefinition(task).started
          ? { LAST_SUSPENDED_ON: new Date().toISOString(), LAST_SUSPENDED_REASON: "USER_SUSPENDED" }
          : {}),
      },
    };
  if (stream.take("ADD AFTER") || stream.atWords("REMOVE", "AFTER")) {
    const removing = stream.take("REMOVE AFTER");
    const named = readTaskNames(stream, session, catalog);
    requireSuspended(catalog, task);
    for (const parent of named) requireSuspended(catalog, parent);
    const before = taskDefinition(task).predecessors;
    const ids = named.map(({ id }) => id);
    const after = removing ? before.filter((id) => !ids.includes(id)) : [...new Set([...before, ...ids])];
    if (!removing)
      checkPredecessors(
        catalog,
        task,
        after.flatMap((id) => catalog.byId(id) ?? []),
      );
    return update({ PREDECESSOR_IDS: after });
  }
  if (stream.take("MODIFY AS")) {
    requireSuspended(catalog, task);
    return update({ DEFINITION: stream.rest().trim() });
  }
  if (stream.take("MODIFY WHEN")) {
    requireSuspended(catalog, task);
    return update({ CONDITION: readCondition(stream) });
  }
  if (stream.take("REMOVE WHEN")) {
    requireSuspended(catalog, task);
    return update({ CONDITION: null });
  }
  if (stream.take("SET EXECUTE AS USER")) {
    requireSuspended(catalog, task);
    const user = stream.identifier();
    await requireImpersonation(account, task.owner, user);
    return update({ EXECUTE_AS_USER: user });
  }
  if (stream.take("UNSET EXECUTE AS USER")) {
    requireSuspended(catalog, task);
    return update({ EXECUTE_AS_USER: null });
  }
  if (stream.take("UNSET FINALIZE")) {
    requireSuspended(catalog, task);
    return update({ FINALIZES_ID: null });
  }
  if (stream.atWords("SET", "FINALIZE")) {
    stream.expect("SET", "FINALIZE");
    stream.expectSymbol("=");
    const root = finalized(stream.name(), context, task.id);
    return update({ FINALIZES_ID: root.id });
  }
  return undefined;
}

/** RESUME needs the root suspended for children, something that starts a root, and a privileged owner. */
async function resume(task: CatalogObject, { catalog }: AlterContext, account: Account): Promise<Change> {
  const definition = taskDefinition(task);
  if (definition.predecessors.length > 0 || definition.finalizes !== undefined)
    requireSuspended(catalog, task);
  await requireExecuteTask(account, task);
  const session: Session = await account.createSession({ user: "SYSTEM", role: task.owner });
  try {
    for (const name of triggerStreams(definition.condition)) {
      const path = session.resolve(
        name.includes(".") ? splitName(name) : [...task.path.slice(0, 2), ...splitName(name)],
        3,
      );
      catalog.get("STREAM", path);
    }
  } finally {
    await account.closeSession(session);
  }
  return { properties: { ...task.properties, STATE: "started" } };
}

const splitName = (name: string): string[] =>
  [...name.matchAll(/"((?:[^"]|"")*)"|([^."]+)/g)].map(
    (part) => part[1]?.replaceAll('""', '"') ?? (part[2] ?? "").toUpperCase(),
  );
