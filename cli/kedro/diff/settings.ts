import { parseKedroTaskSql } from "../../../blueprints/kedro";
import type { TaskSpec } from "../../../provider/snowflake/task-graph/model";

/** Settings of a task in words. */
const words = {
  when: "condition",
  schedule: "schedule",
  warehouse: "warehouse",
  serverlessSize: "serverless size",
  serverlessMinSize: "smallest serverless size",
  serverlessMaxSize: "largest serverless size",
  targetCompletionInterval: "target completion interval",
  executeAsUser: "user",
  logLevel: "log level",
  timeoutMs: "timeout (ms)",
  finalizes: "the task it finalizes",
  suspendAfterFailures: "suspension after failures",
  retries: "retries",
  minimumTriggerIntervalSeconds: "shortest trigger interval (s)",
  overlap: "overlap policy",
  errorIntegration: "notification of errors",
  successIntegration: "notification of successes",
} as const satisfies Partial<Record<keyof TaskSpec, string>>;

/** What differs beside the code: order, compute, schedule, limits and the graph's configuration. */
export function whySettings(old: TaskSpec, spec: TaskSpec, renamed: ReadonlyMap<string, string>): string[] {
  const keys = Object.keys(words) as (keyof typeof words)[];
  return [
    ...whyOrder(old, spec, renamed),
    ...keys.flatMap((key) => {
      const [was, is] = [shown(old[key]), shown(spec[key])];
      return was === is ? [] : `${words[key]}: ${was} -> ${is}`;
    }),
    ...whyComment(old, spec),
    ...(old.config === spec.config ? [] : whyConfig(old.config, spec.config)),
    ...(old.started === spec.started
      ? []
      : [spec.started ? "is suspended, should be started" : "is started, should be suspended"]),
  ];
}

const shown = (value: unknown): string =>
  value === undefined || value === "" ? "none" : typeof value === "string" ? value : JSON.stringify(value);

function whyOrder(old: TaskSpec, spec: TaskSpec, renamed: ReadonlyMap<string, string>): string[] {
  const before = old.after.map((name) => renamed.get(name) ?? name);
  const more = spec.after.filter((name) => !before.includes(name));
  const less = before.filter((name) => !spec.after.includes(name));
  if (more.length + less.length > 0)
    return [...more.map((name) => `now after ${name}`), ...less.map((name) => `no longer after ${name}`)];
  // A predecessor was renamed: the link has to be made anew.
  const same = [...old.after].sort().join() === [...spec.after].sort().join();
  return same ? [] : ["a task before it is renamed"];
}

/** Comments name the nodes, which the statement says too. */
function whyComment(old: TaskSpec, spec: TaskSpec): string[] {
  const nodes = (task: TaskSpec) => parseKedroTaskSql(task.sql)?.nodes.join();
  return old.comment === spec.comment || nodes(old) !== nodes(spec) ? [] : ["comment"];
}

/** Which settings of the graph's configuration differ, by their paths. */
export function whyConfig(old: string | undefined, config: string | undefined): string[] {
  const [before, after] = [leaves(old), leaves(config)];
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
  return paths.flatMap((path) => {
    const [was, is] = [before.get(path), after.get(path)];
    if (was === is) return [];
    if (path === "kedro.project") return ["a new version of the code"];
    if (path.startsWith("kedro.data.uploads."))
      return `uploaded data ${path.slice("kedro.data.uploads.".length)}`;
    return `${path.replace(/^kedro\./, "")}: ${was ?? "none"} -> ${is ?? "none"}`;
  });
}

function leaves(config: string | undefined): Map<string, string> {
  const result = new Map<string, string>();
  const visit = (value: unknown, path: readonly string[]): void => {
    if (typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length > 0)
      for (const [key, item] of Object.entries(value)) visit(item, [...path, key]);
    else if (path.length > 0 && !isEmpty(value)) result.set(path.join("."), JSON.stringify(value));
  };
  try {
    visit(JSON.parse(config ?? "{}"), []);
  } catch {
    result.set("configuration", config ?? "");
  }
  return result;
}

const isEmpty = (value: unknown): boolean =>
  typeof value === "object" && value !== null && Object.keys(value).length === 0;
