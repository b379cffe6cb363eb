import type { KedroGraph } from "./graph";

/** Parameters are datasets to Kedro, but no data goes with them. */
export const isParameter = (dataset: string): boolean =>
  dataset === "parameters" || dataset.startsWith("params:");

/** The dataset behind a transcoded name: `cars` of `cars@pandas`. */
export const plainName = (dataset: string): string => dataset.split("@", 1)[0] ?? dataset;

const memoryTypes = new Set(["MemoryDataset", "SharedMemoryDataset"]);

/** Whether a dataset lives in the memory of one process: it has no catalog entry, or one that says so. */
export function isInMemory(graph: KedroGraph, dataset: string): boolean {
  if (isParameter(dataset)) return false;
  const entry = graph.datasets[dataset];
  return entry === undefined || memoryTypes.has(entry.type.split(".").at(-1) ?? "");
}

const remote = /^[A-Za-z][A-Za-z0-9+.-]+:\/\//;

/** A path on the machine that runs the node: no `s3://`, no stage. */
export const isLocalPath = (filepath: string): boolean =>
  !filepath.startsWith("@") &&
  (filepath.startsWith("file://") || !(remote.test(filepath) || /^[a-z0-9+]+::/i.test(filepath)));
