import type { KedroGraph } from "./graph";

export function parseKedroGraph(json: unknown): KedroGraph {
  return json as KedroGraph;
}
