import { hashOf, type NameKind, physicalName } from "../../../blueprints/names";
import { type Bag, text } from "../../framework";

/** Carried by every job: the hash of the resource that started it and of the inputs it answers. */
export const tokenTag = "floe:token";
/** Set when a resource lets go of a job, so that a later resource of the same name runs anew. */
export const releasedTag = "floe:released";

/** Hash of everything that defines the job's result. */
export function definitionOf(defining: readonly string[], inputs: Bag): string {
  return hashOf(Object.fromEntries(defining.map((key) => [key, inputs[key]])), 32);
}

/**
 * Hash of the resource's identity and of everything that defines the job. A job that carries it is this resource's
 * answer to these inputs, whoever started it: after a crash it is taken up instead of paid for again.
 */
export function tokenOf(urn: string, defining: readonly string[], inputs: Bag): string {
  return hashOf({ urn, defining: Object.fromEntries(defining.map((key) => [key, inputs[key]])) }, 32);
}

/** Room for `-<8 digits of the token>-<attempt>` behind what the user chose. */
const reserved = 14;

/** Everything of the name but the attempt: `flights-1a2b3c4d`. */
export function nameStem(kind: NameKind, name: string, inputs: Bag, token: string): string {
  return `${physicalName(kind, [text(inputs.namePrefix) ?? name], reserved)}-${token.slice(0, 8)}`;
}
