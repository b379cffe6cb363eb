import type { KedroGraph, KedroNode } from "../graph";
import type { KedroOptions } from "../options";
import type { KedroPlan, KedroProblem } from "../planned";
import type { Group, Linked } from "../tasks";

export interface PreflightContext {
  readonly graph: KedroGraph;
  readonly options: KedroOptions;
  /** The nodes that shall run. */
  readonly nodes: readonly KedroNode[];
  readonly groups: readonly Group[];
  readonly linked: Linked;
  readonly plan: Omit<KedroPlan, "problems">;
  readonly report: (problem: KedroProblem) => void;
}

export type Preflight = (context: PreflightContext) => void;
