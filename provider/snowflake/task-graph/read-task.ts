import { type Bag, text, type Value } from "../../framework";
import { serverlessKeys, type TaskSpec } from "./model";

/** Inputs of one task that describe the live one, in the held words where those mean the same. */
export function taskInputs(live: TaskSpec, declared: TaskSpec | undefined, before: Bag, graph: Bag): Bag {
  const same = (key: keyof TaskSpec) =>
    declared !== undefined && JSON.stringify(live[key]) === JSON.stringify(declared[key]);
  const keep = (key: "sql" | "when" | "schedule" | "comment" | "timeoutMs") =>
    same(key) ? before[key] : live[key];
  // What the graph says for all is not said again by the task.
  const own = (key: (typeof serverlessKeys)[number] | "executeAsUser" | "logLevel" | "warehouse") => {
    if (same(key)) return before[key];
    return live[key] === graph[key] || (live.root && before[key] === undefined && key !== "warehouse")
      ? undefined
      : live[key];
  };
  const computed = Object.fromEntries(serverlessKeys.map((key) => [key, own(key)]));
  const strayed = live.warehouse === undefined && text(graph.warehouse) !== undefined;
  return tidy({
    sql: keep("sql"),
    after: same("after") ? before.after : live.after.length === 0 ? undefined : live.after,
    when: keep("when"),
    schedule: keep("schedule"),
    warehouse: own("warehouse"),
    ...computed,
    // Only a serverless setting can say that this task has no warehouse where the graph has one.
    ...(strayed && Object.values(computed).every((value) => value === undefined)
      ? { serverlessSize: "MEDIUM" }
      : {}),
    executeAsUser: own("executeAsUser"),
    logLevel: own("logLevel"),
    comment: keep("comment"),
    timeoutMs: keep("timeoutMs"),
    sessionParameters: same("sessionParameters") ? before.sessionParameters : live.sessionParameters,
    // The root's state is the graph's.
    started: live.root ? (before.started ?? true) : live.started,
  });
}

export function tidy(value: Bag): Bag {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => !isEmpty(item)));
}

export function isEmpty(value: Value): boolean {
  return (
    value === undefined || value === null || (typeof value === "object" && Object.keys(value).length === 0)
  );
}
