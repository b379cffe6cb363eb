import type { KedroGraph, KedroNode } from "../graph";
import type { KedroOptions } from "../options";
import type { KedroProblem } from "../planned";

export interface GroupingInput {
  readonly graph: KedroGraph;
  readonly pipeline: string;
  /** The nodes that shall run. */
  readonly nodes: readonly KedroNode[];
  readonly options: KedroOptions;
  readonly report: (problem: KedroProblem) => void;
}

/** Names of groups by node. A node without one is a task of its own. */
export type Grouping = (input: GroupingInput) => ReadonlyMap<string, string>;
