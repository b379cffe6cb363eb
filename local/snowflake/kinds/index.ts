import type { ObjectKind } from "./kind";

/** The kinds this folder owns; see kind.ts for how to add one. */
export const catalogKinds: readonly ObjectKind[] = [];
