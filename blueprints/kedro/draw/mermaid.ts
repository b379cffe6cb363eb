import type { KedroLink, KedroPlan, KedroTask, KedroTaskCompute } from "../planned";

/** Beyond this many tasks names of datasets would hide the graph. */
const labelled = 40;
/** Nodes of a group that are told by name. */
const listed = 8;

/** The task graph as a Mermaid flowchart: tasks with their nodes, and the datasets that go between them. */
export function drawMermaid(plan: KedroPlan): string {
  const ids = new Map(plan.tasks.map(({ name }, index) => [name, `t${index}`]));
  ids.set(plan.root, "start").set(plan.finalizer, "finish");
  const id = (name: string) => ids.get(name) ?? name;
  const links = new Map(plan.links.map((link) => [`${link.from} ${link.to}`, link]));
  const few = plan.tasks.length <= labelled;
  const followed = new Set(plan.tasks.flatMap(({ after }) => after));
  const used = [...new Set(plan.tasks.map(({ compute }) => styleOf(compute)))].sort();
  return [
    "flowchart LR",
    `  start([${text(`${plan.name}: start`)}])`,
    ...plan.tasks.map((task) => `  ${id(task.name)}[${box(task)}]:::${styleOf(task.compute)}`),
    `  finish([${text("finish")}])`,
    ...plan.tasks.flatMap(({ name, after }) =>
      after.map((before) => {
        const link = few ? links.get(`${before} ${name}`) : undefined;
        return `  ${id(before)} -->${label(link)} ${id(name)}`;
      }),
    ),
    ...plan.tasks.filter(({ name }) => !followed.has(name)).map(({ name }) => `  ${id(name)} -.-> finish`),
    ...used.map((name) => `  classDef ${name} ${styles[name]}`),
    "",
  ].join("\n");
}

const styles = {
  inherited: "fill:#f1f5f9,stroke:#475569,color:#0f172a",
  warehouse: "fill:#dbeafe,stroke:#2563eb,color:#0f172a",
  memory: "fill:#fef3c7,stroke:#d97706,color:#0f172a",
  serverless: "fill:#d1fae5,stroke:#059669,color:#0f172a",
  pool: "fill:#ede9fe,stroke:#7c3aed,color:#0f172a",
} as const;

const styleOf = (compute: KedroTaskCompute): keyof typeof styles =>
  compute.kind === "warehouse" && compute.snowparkOptimized ? "memory" : compute.kind;

function box(task: KedroTask): string {
  const alone = task.nodes.length === 1 && task.nodes[0] === task.label;
  const nodes = alone ? [] : task.nodes.slice(0, listed);
  const more = task.nodes.length - listed;
  return text(
    [
      task.label,
      ...nodes.map((node) => `·\u00a0${node}`),
      ...(!alone && more > 0 ? [`and ${more} more`] : []),
    ].join("\n"),
  );
}

function label(link: KedroLink | undefined): string {
  if (link === undefined || link.datasets.length === 0) return "";
  const [first = "", second, ...more] = link.datasets;
  const told = [first, ...(second === undefined ? [] : [second])].join(", ");
  return `|${text(more.length === 0 ? told : `${told} +${more.length}`)}|`;
}

/** A quoted text: Mermaid reads entities in it, written with # for &. */
function text(plain: string): string {
  const escaped = plain
    .replaceAll("#", "#35;")
    .replaceAll('"', "#quot;")
    .replaceAll("`", "#96;")
    .replaceAll("<", "#lt;")
    .replaceAll(">", "#gt;")
    .replaceAll("\n", "<br/>");
  return `"${escaped}"`;
}
