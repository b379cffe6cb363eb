import type { KedroPlan, KedroTask, KedroTaskCompute } from "../../../blueprints/kedro";

export type Tone = "ends" | "inherited" | "warehouse" | "memory" | "serverless" | "pool";

/** A task as it is drawn. */
export interface Box {
  readonly id: string;
  readonly label: string;
  /** Lines beneath the label: nodes of a group, where it runs. */
  readonly lines: readonly string[];
  readonly tone: Tone;
  /** What the pointer shows. */
  readonly hint: string;
  readonly wrong: boolean;
}

export interface Arrow {
  readonly from: string;
  readonly to: string;
  /** Datasets that go this way; empty where there is no room for them. */
  readonly label: string;
  /** `data`: kept by the catalog or by order alone; `kept`: the runtime keeps data between tasks; `end`: whatever happened. */
  readonly kind: "data" | "kept" | "end";
}

export interface Scene {
  readonly title: string;
  readonly facts: readonly string[];
  readonly boxes: readonly Box[];
  readonly arrows: readonly Arrow[];
  /** Many tasks: small boxes, no datasets. */
  readonly compact: boolean;
}

/** Beyond these many tasks an overview tells more than details. */
const detailed = 60;
const labelled = 24;
const listed = 6;

export function sceneOf(plan: KedroPlan): Scene {
  const compact = plan.tasks.length > detailed;
  const wrong = new Map(
    plan.problems.filter(({ severity }) => severity === "error").map((one) => [one.subject, one.message]),
  );
  const followed = new Set(plan.tasks.flatMap(({ after }) => after));
  const end = (id: string, label: string, lines: readonly string[]): Box => ({
    id,
    label,
    lines: compact ? [] : lines,
    tone: "ends",
    hint: id,
    wrong: false,
  });
  return {
    title: plan.name,
    facts: factsOf(plan),
    compact,
    boxes: [
      end(plan.root, "start", [startOf(plan)]),
      ...plan.tasks.map((task) => boxOf(task, compact, wrong)),
      end(plan.finalizer, "finish", ["cleans up"]),
    ],
    arrows: [
      ...plan.tasks.flatMap((task) =>
        task.after.map((before) =>
          compact
            ? { from: before, to: task.name, label: "", kind: "data" as const }
            : arrowOf(plan, before, task.name),
        ),
      ),
      ...plan.tasks
        .filter(({ name }) => !followed.has(name))
        .map(({ name }) => ({ from: name, to: plan.finalizer, label: "", kind: "end" as const })),
    ],
  };
}

function factsOf(plan: KedroPlan): string[] {
  const nodes = plan.tasks.reduce((sum, task) => sum + task.nodes.length, 0);
  const count = (number: number, word: string) => `${number} ${word}${number === 1 ? "" : "s"}`;
  return [
    `pipeline ${plan.pipeline}`,
    `environment ${plan.env}`,
    `${count(nodes, "node")} in ${count(plan.tasks.length, "task")}`,
    ...(plan.proxies.length === 0
      ? []
      : [`${plan.proxies.length} more to pass limits of fan-in and fan-out`]),
    `Kedro ${plan.kedro}`,
    `Python ${plan.python}`,
  ];
}

function startOf({ options }: KedroPlan): string {
  if (options.schedule !== undefined) return options.schedule.replace(/^USING\s+CRON\s+/i, "");
  return options.when === undefined ? "when told to" : "when its stream has data";
}

function boxOf(task: KedroTask, compact: boolean, wrong: ReadonlyMap<string, string>): Box {
  const alone = task.nodes.length === 1 && task.nodes[0] === task.label;
  const shown = alone ? [] : task.nodes.slice(0, task.nodes.length > listed + 1 ? listed : listed + 1);
  const more = alone ? 0 : task.nodes.length - shown.length;
  const place = placeOf(task.compute);
  const problem = [task.label, task.name, ...task.nodes].map((name) => wrong.get(name)).find(Boolean);
  return {
    id: task.name,
    label: compact && !alone ? `${task.label} (${task.nodes.length})` : task.label,
    lines: compact
      ? []
      : [
          ...shown.map((node) => `· ${node}`),
          ...(more > 0 ? [`and ${more} more`] : []),
          ...(place === "" ? [] : [place]),
        ],
    tone: toneOf(task.compute),
    wrong: problem !== undefined,
    hint: [
      task.name,
      ...(alone ? [] : task.nodes),
      ...(place === "" ? [] : [place]),
      ...(task.timeoutSeconds === undefined ? [] : [`at most ${task.timeoutSeconds} seconds`]),
      ...(task.tags.length === 0 ? [] : [`tags: ${task.tags.join(", ")}`]),
      ...(problem === undefined ? [] : [problem]),
    ].join("\n"),
  };
}

const toneOf = (compute: KedroTaskCompute): Tone =>
  compute.kind === "warehouse" && compute.snowparkOptimized ? "memory" : compute.kind;

function placeOf(compute: KedroTaskCompute): string {
  switch (compute.kind) {
    case "inherited":
      return "";
    case "warehouse":
      return compute.warehouse;
    case "serverless":
      return ["serverless", compute.size].filter((part) => part !== undefined).join(" ");
    case "pool":
      return compute.pool;
  }
}

function arrowOf(plan: KedroPlan, from: string, to: string): Arrow {
  const datasets = plan.links.find((link) => link.from === from && link.to === to)?.datasets ?? [];
  const kept = plan.crossings.some(
    (one) => one.kind === "memory" && one.from === from && one.to.includes(to),
  );
  const [first = "", second, ...more] = datasets;
  const told =
    second === undefined ? first : more.length === 0 ? `${first}, ${second}` : `${first} +${more.length + 1}`;
  return { from, to, label: plan.tasks.length <= labelled ? told : "", kind: kept ? "kept" : "data" };
}
