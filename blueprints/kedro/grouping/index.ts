import type { KedroOptions } from "../options";
import { byFunction } from "./function";
import { byMemory } from "./memory";
import { byNamespace } from "./namespace";
import { byNode } from "./node";
import { byPipeline } from "./pipeline";
import type { Grouping } from "./strategy";
import { byTag } from "./tag";

export type { Grouping, GroupingInput } from "./strategy";

const strategies = {
  node: byNode,
  tag: byTag,
  namespace: byNamespace,
  memory: byMemory,
  pipeline: byPipeline,
} as const;

export function groupingOf(options: KedroOptions): { readonly name: string; readonly group: Grouping } {
  const { groupBy = "node" } = options;
  return typeof groupBy === "function"
    ? { name: "function", group: byFunction(groupBy) }
    : { name: groupBy, group: strategies[groupBy] };
}
