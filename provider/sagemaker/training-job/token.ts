import { hashOf, physicalName } from "../../../blueprints/names";
import { type Bag, text } from "../../framework";
import { trainingInputs } from "./table";

/**
 * Hash of the resource's identity and of everything that defines the model. A job that carries it is this
 * resource's answer to these inputs, whoever started it: after a crash it is taken up instead of paid for again.
 */
export function tokenOf(urn: string, inputs: Bag): string {
  const defining = Object.fromEntries(Object.keys(trainingInputs).map((key) => [key, inputs[key]]));
  return hashOf({ urn, defining }, 32);
}

/** Everything of the name but the attempt: `flights-1a2b3c4d`. */
export function nameStem(name: string, inputs: Bag, token: string): string {
  const prefix = physicalName("trainingJob", [text(inputs.namePrefix) ?? name], 14);
  return `${prefix}-${token.slice(0, 8)}`;
}

export const tokenTag = "floe:token";
/** Set when a resource lets go of a job, so that a later resource of the same name trains anew. */
export const releasedTag = "floe:released";
