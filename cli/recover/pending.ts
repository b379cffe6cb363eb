import type { Deployment } from "@pulumi/pulumi/automation";
import { findKey } from "./findKey";
import { importIds } from "./importIds";

type Inputs = Readonly<Record<string, unknown>>;

interface Resource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly inputs?: Inputs;
}

interface State {
  readonly resources?: readonly Resource[];
  readonly pending_operations?: readonly { readonly type: string; readonly resource: Resource }[];
}

/** A deployment without unfinished creates, and what became of them. */
export interface Settled {
  readonly deployment: Deployment;
  /** May be in the cloud already: in the state now, to be read by id and dropped when not found. */
  readonly adopted: readonly { readonly urn: string; readonly id: string }[];
  /** May be created again without harm. */
  readonly cleared: readonly string[];
}

/** Undefined when no create was cut off. */
export async function settlePending(deployment: Deployment): Promise<Settled | undefined> {
  const state = (deployment.deployment ?? {}) as State;
  const creating = (state.pending_operations ?? []).filter(({ type }) => type === "creating");
  if (creating.length === 0) return undefined;
  const known = new Set((state.resources ?? []).map(({ id }) => id));
  const resources: Resource[] = [...(state.resources ?? [])];
  const adopted: { urn: string; id: string }[] = [];
  const cleared: string[] = [];
  for (const { resource } of creating) {
    const id = await idOf(resource, known);
    if (id === undefined) cleared.push(resource.urn);
    else {
      adopted.push({ urn: resource.urn, id });
      resources.push({ ...resource, id, ...{ outputs: resource.inputs } });
    }
  }
  return {
    deployment: {
      ...deployment,
      deployment: {
        ...state,
        resources,
        pending_operations: (state.pending_operations ?? []).filter(({ type }) => type !== "creating"),
      },
    },
    adopted,
    cleared,
  };
}

async function idOf(resource: Resource, known: ReadonlySet<string | undefined>): Promise<string | undefined> {
  if (resource.type === "aws:kms/key:Key") return findKey(resource.inputs ?? {}, known);
  return importIds[resource.type]?.(resource.inputs ?? {});
}
