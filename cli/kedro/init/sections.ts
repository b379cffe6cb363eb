import { type KedroOptionRow, kedroOptionTable } from "../../../blueprints/kedro";

/** An option of the settings file with what its mapping may hold. */
export interface Entry {
  readonly row: KedroOptionRow;
  readonly members: readonly KedroOptionRow[];
}

export interface Section {
  readonly title: string;
  readonly entries: readonly Entry[];
}

const order: readonly (readonly [string, readonly string[]])[] = [
  ["What is deployed", ["pipeline", "pipeline_names", "name", "env", "only", "params"]],
  ["Where", ["database", "schema", "role", "warehouse", "compute", "group_by", "group_prefix"]],
  ["When", ["schedule", "when", "started", "overlap_policy"]],
  [
    "When something fails",
    [
      "retries",
      "node_retries",
      "timeout_seconds",
      "node_timeout_seconds",
      "suspend_after_failures",
      "notifications",
      "log_level",
    ],
  ],
  ["Python", ["python", "dependencies", "external_access_integrations", "secrets", "credentials", "mlflow"]],
  ["Data and files", ["intermediates", "data", "stages", "include", "exclude", "ignore"]],
];

/** Every option of the table, in the order of the file; one that no section names comes last. */
export function sections(): Section[] {
  const entries = new Map<string, { row: KedroOptionRow; members: KedroOptionRow[] }>();
  for (const row of kedroOptionTable) {
    const [top = "", ...rest] = row.key.split(".");
    if (rest.length === 0) entries.set(top, { row, members: [] });
    else entries.get(top)?.members.push(row);
  }
  const named = order.map(([title, keys]) => ({
    title,
    entries: keys.flatMap((key) => entries.get(key) ?? []),
  }));
  const placed = new Set(order.flatMap(([, keys]) => keys));
  const others = [...entries].filter(([key]) => !placed.has(key)).map(([, entry]) => entry);
  return others.length === 0 ? named : [...named, { title: "More", entries: others }];
}
