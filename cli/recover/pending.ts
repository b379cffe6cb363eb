import type { Deployment } from "@pulumi/pulumi/automation";
import { importIds } from "./importIds";

interface PendingOperation {
  readonly type: string;
  readonly resource: {
    readonly urn: string;
    readonly type: string;
    readonly inputs?: Record<string, unknown>;
  };
}

/** What to do with the creates that a killed run had started and not recorded. */
export interface PendingCreates {
  /** May be in the cloud already: read by id, kept when found. */
  readonly imports: readonly { readonly urn: string; readonly id: string }[];
  /** May be created again without harm. */
  readonly cleared: readonly string[];
}

export function pendingCreates(deployment: Deployment): PendingCreates {
  const state = deployment.deployment as { readonly pending_operations?: readonly PendingOperation[] } | null;
  const imports: { urn: string; id: string }[] = [];
  const cleared: string[] = [];
  for (const { type, resource } of state?.pending_operations ?? []) {
    if (type !== "creating") continue;
    const id = importIds[resource.type]?.(resource.inputs ?? {});
    if (id === undefined) cleared.push(resource.urn);
    else imports.push({ urn: resource.urn, id });
  }
  return { imports, cleared };
}
