import { describe, expect, it } from "vitest";
import { within } from "../../../cli/kedro/choose";
import type { DeployedTask } from "../../../cli/kedro/deployed";
import { localSource } from "../../../cli/kedro/local-history";
import { failedNodes, retryRefused, runToBeginFrom, whyNoRetry } from "../../../cli/kedro/retry";
import { returned, rowsText } from "../../../cli/kedro/returned";
import { taskRows } from "../../../cli/kedro/rows";
import { runTable } from "../../../cli/kedro/run-table";
import { runConfig } from "../../../cli/kedro/run-config";
import type { PastRun } from "../../../cli/graph/runs";
import type { TaskRun } from "../../../provider/snowflake/task-graph-run/history";

const task = (name: string, ...nodes: string[]): DeployedTask => ({
  name,
  kind: nodes.length === 0 ? "root" : "task",
  nodes,
  hash: "",
  live: {
    owner: "R",
    createdOn: "",
    spec: { name, sql: "", after: [], sessionParameters: {}, started: true, root: nodes.length === 0 },
  },
});
const tasks = [task("START"), task("A", "a"), task("BC", "b", "c")];
const ran = (name: string, state: string, more: Partial<TaskRun> = {}): TaskRun => ({
  task: name,
  state,
  error: "",
  returnValue: "",
  runGroup: "g",
  scheduled: "2026-01-01T00:00:00.000Z",
  started: "2026-01-01T00:00:01.000Z",
  completed: "2026-01-01T00:00:03.500Z",
  attempt: 1,
  from: "",
  queryId: "q",
  mark: "",
  config: "",
  ...more,
});
const run = (id: string, state: string, ...own: TaskRun[]): PastRun => ({
  id,
  state,
  from: "",
  scheduled: "",
  durationMs: 1,
  tasks: own,
});

describe("a run to begin from", () => {
  const whole = run("whole", "SUCCEEDED", ran("A", "SUCCEEDED"), ran("BC", "SUCCEEDED"));
  const part = run(
    "part",
    "SUCCEEDED",
    ...["A", "BC"].map((name) => ran(name, "SUCCEEDED", { config: '{"only":["c"]}' })),
  );
  const failed = run("failed", "FAILED", ran("A", "SUCCEEDED"), ran("BC", "FAILED"));

  it("is the latest in which everything needed was made", () => {
    expect(runToBeginFrom([failed, whole], ["a"], tasks)?.id).toBe("failed");
    expect(runToBeginFrom([failed, whole], ["a", "b"], tasks)?.id).toBe("whole");
    expect(runToBeginFrom([part, whole], ["b"], tasks)?.id).toBe("whole");
    expect(runToBeginFrom([part, whole], ["c"], tasks)?.id).toBe("part");
    expect(runToBeginFrom([run("now", "EXECUTING", ran("A", "SUCCEEDED"))], ["a"], tasks)).toBeUndefined();
    const skipped = run("s", "SUCCEEDED", ran("A", "SUCCEEDED", { returnValue: '{"skipped": true}' }));
    expect(runToBeginFrom([skipped], ["a"], tasks)).toBeUndefined();
    const some = run("n", "SUCCEEDED", ran("BC", "SUCCEEDED", { returnValue: '{"nodes": ["b"]}' }));
    expect(runToBeginFrom([some], ["c"], tasks)).toBeUndefined();
  });

  it("is the latest whole one where nobody knows what is needed", () => {
    expect(runToBeginFrom([failed, part, whole], undefined, tasks)?.id).toBe("whole");
  });

  it("counts the latest attempt of a task", () => {
    const again = run(
      "r",
      "FAILED",
      ran("A", "FAILED"),
      ran("A", "SUCCEEDED", { attempt: 2 }),
      ran("BC", "FAILED"),
    );
    expect(runToBeginFrom([again], ["a"], tasks)?.id).toBe("r");
    expect(failedNodes(again, tasks)).toEqual(["b", "c"]);
  });

  it("is looked for in a local store, too", () => {
    const runs = [
      { run: "2", state: "failed" as const, made: ["a"] },
      { run: "1", state: "succeeded" as const, made: ["a", "b"] },
    ];
    expect(localSource(runs, ["a"])?.run).toBe("2");
    expect(localSource(runs, ["a", "b"])?.run).toBe("1");
    expect(localSource(runs, ["c"])).toBeUndefined();
  });
});

describe("retries", () => {
  it("say why there is nothing to retry", () => {
    expect(whyNoRetry("R", undefined)).toContain("has not run");
    expect(whyNoRetry("R", run("x", "EXECUTING"))).toContain("still under way");
    expect(whyNoRetry("R", run("x", "SUCCEEDED"))).toContain("x, succeeded");
    expect(whyNoRetry("R", run("x", "FAILED"))).toBeUndefined();
  });

  it("show the way round a graph that changed", () => {
    const last = run("x1", "FAILED");
    expect(retryRefused("the graph has been modified since", last, ["b", "it's"])).toContain(
      "floe kedro run --from b,'it'\\''s' --inputs-from x1",
    );
    expect(retryRefused("no", last, [])).toBe(
      "run x1 cannot be retried: no. Fix: start a new run with `floe kedro run`",
    );
  });
});

describe("what tasks return", () => {
  const text = '{"nodes":["a"],"in":{"x":1200},"out":{"y":7,"model":null},"seconds":{"a":1}}';

  it("is told as rows in and out", () => {
    expect(rowsText(text)).toBe("x 1,200 → y 7, model");
    expect([rowsText(""), rowsText("[1]"), rowsText("{nope"), rowsText('{"in":{"x":1}}')]).toEqual([
      "",
      "",
      "",
      "x 1",
    ]);
    expect(returned(text).nodes).toEqual(["a"]);
  });

  it("stands in the table of a run beside states and errors", () => {
    const runs = [
      ran("START", "SUCCEEDED"),
      ran("A", "SUCCEEDED", { returnValue: text }),
      ran("BC", "FAILED", { error: "bad\nthing", attempt: 2 }),
    ];
    const [header, a, bc, none] = runTable(tasks, runs);
    expect(header).toMatch(/NODES +STATE +TRY +STARTED +TOOK +ROWS +ERROR/);
    expect(a).toMatch(/^a +succeeded +1 +2026-01-01 00:00:01 +2\.5 s +x 1,200 → y 7, model$/);
    expect(bc).toMatch(/^b, c +failed +2 .* bad thing$/);
    expect(none).toBeUndefined();
    expect(taskRows(tasks, runs)[1]).toMatchObject({
      task: "A",
      nodes: ["a"],
      tookMs: 2500,
      written: { y: 7, model: null },
    });
  });
});

it("sends only what a run says itself", () => {
  const nothing = { params: {}, only: undefined, inputsFrom: undefined, environment: {} };
  expect(runConfig(nothing)).toBeUndefined();
  expect(runConfig({ ...nothing, params: { a: 1 }, only: ["x"], inputsFrom: "r" })).toEqual({
    params: { a: 1 },
    only: ["x"],
    inputsFrom: "r",
  });
});

it("knows only what is deployed of a pipeline", () => {
  const nodes = [
    { name: "b", tags: ["t"], dependsOn: ["a", "gone"] },
    { name: "a", tags: [], dependsOn: [] },
  ];
  expect(within(nodes, ["a", "b", "new"])).toEqual([
    { name: "a", tags: [], dependsOn: [] },
    { name: "b", tags: ["t"], dependsOn: ["a"] },
    { name: "new", tags: [], dependsOn: [] },
  ]);
});
