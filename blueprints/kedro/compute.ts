import { hashOf } from "../names";
import type { KedroCompute, KedroOptions } from "./options";
import { saidOf } from "./perNode";
import type { KedroProblem, KedroTaskCompute, KedroWarehouse } from "./planned";
import type { Group } from "./tasks";

interface Said {
  readonly node: string;
  readonly key: string;
  readonly value: KedroCompute | undefined;
}

/**
 * Where a task runs. A group's own entry comes first; else its nodes must agree, each of which follows its own entry,
 * those of its tags, or `__default__`.
 */
export function computeOf(
  group: Group,
  options: KedroOptions,
  report: (problem: KedroProblem) => void,
): KedroTaskCompute {
  const map = options.compute ?? {};
  const own = group.nodes.length > 1 && Object.hasOwn(map, group.label) ? map[group.label] : undefined;
  if (own !== undefined) return taskCompute(own);
  const said = group.nodes.flatMap((node): Said[] => {
    const found = saidOf(map, node).map((one) => ({ ...one, node: node.name }));
    return found.length === 0 ? [{ node: node.name, key: "nothing", value: undefined }] : found;
  });
  // A default gives way to what the task's other nodes ask for.
  const asked = said.filter(({ key }) => key !== "__default__" && key !== "nothing");
  const counted = asked.length > 0 ? asked : said;
  const kinds = new Map(counted.map((one) => [hashOf(one.value ?? null, 16), one]));
  const [first, second] = [...kinds.values()];
  if (first !== undefined && second !== undefined)
    report({
      severity: "error",
      code: "compute-conflict",
      subject: group.label,
      message: `task "${group.label}" has two computes: "${first.key}" for node "${first.node}", "${second.key}" for node "${second.node}"`,
      fix:
        group.nodes.length > 1
          ? `give compute an entry "${group.label}" for the whole group, or group these nodes apart`
          : `give compute an entry "${first.node}" for the node itself`,
    });
  return first?.value === undefined ? { kind: "inherited" } : taskCompute(first.value);
}

function taskCompute(compute: KedroCompute): KedroTaskCompute {
  if ("pool" in compute) return { kind: "pool", ...compute };
  if ("serverless" in compute)
    return { kind: "serverless", ...(compute.serverless === true ? {} : compute.serverless) };
  const { warehouse, snowparkOptimized = false } = compute;
  return { kind: "warehouse", warehouse, snowparkOptimized: snowparkOptimized !== false };
}

/** Warehouses that the settings ask to be made, one per name. */
export function warehousesOf(
  options: KedroOptions,
  report: (problem: KedroProblem) => void,
): KedroWarehouse[] {
  const found = new Map<string, KedroWarehouse>();
  for (const compute of Object.values(options.compute ?? {})) {
    if (!("warehouse" in compute)) continue;
    const { warehouse: name, snowparkOptimized = false } = compute;
    if (snowparkOptimized === false) continue;
    const { size = "MEDIUM", constraint = "MEMORY_16X" } =
      snowparkOptimized === true ? {} : snowparkOptimized;
    const before = found.get(name);
    if (before !== undefined && (before.size !== size || before.constraint !== constraint))
      report({
        severity: "error",
        code: "warehouse-conflict",
        subject: name,
        message: `compute makes warehouse "${name}" twice: ${before.size} with ${before.constraint}, and ${size} with ${constraint}`,
        fix: "make them alike, or name two warehouses",
      });
    found.set(name, { name, size, constraint });
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
