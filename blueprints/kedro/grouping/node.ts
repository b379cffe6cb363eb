import type { Grouping } from "./strategy";

/** Every node is a task. */
export const byNode: Grouping = () => new Map();
