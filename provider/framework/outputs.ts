import type { Bag, Property, ResourceType } from "./resource";
import { encode, equal, fullyKnown, knownBag, toTree, toTreeBag } from "./tree";
import {
  containsSecret,
  decode,
  decodeBag,
  secret,
  secretTexts,
  type Tree,
  type TreeBag,
  type Wire,
  type WireBag,
} from "./wire";

/**
 * The properties of a response: inputs as they came, outputs beside them. An output that equals the input of its
 * name keeps the input's tags; one that differs from a secret input, or that the schema calls secret, is secret whole.
 */
export function properties(type: ResourceType, inputs: WireBag, outputs: TreeBag): WireBag {
  const result: WireBag = { ...inputs };
  const texts = secretTexts(inputs).filter((text) => text.length >= 4);
  for (const [key, value] of Object.entries(outputs)) {
    const wire = tagged(type, key, value, inputs[key]);
    result[key] = inputs[key] === undefined && repeats(type, key, wire, inputs, texts) ? secret(wire) : wire;
  }
  return result;
}

/** True when an output shows an input that is secret: by its table, or because its text is in it. */
function repeats(
  type: ResourceType,
  key: string,
  wire: Wire,
  inputs: WireBag,
  texts: readonly string[],
): boolean {
  const sources = type.outputs[key]?.from ?? [];
  if (sources.some((source) => inputs[source] !== undefined && containsSecret(inputs[source]))) return true;
  if (texts.length === 0) return false;
  const shown = JSON.stringify(wire);
  return texts.some((text) => shown.includes(JSON.stringify(text).slice(1, -1)));
}

/** The inputs that `read` found, with the tags of those the engine holds. */
export function readInputs(type: ResourceType, found: Bag, held: WireBag): WireBag {
  const result: WireBag = {};
  for (const [key, value] of Object.entries(toTreeBag(found))) {
    if (value !== null) result[key] = tagged(type, key, value, held[key]);
  }
  return result;
}

function tagged(type: ResourceType, key: string, value: Tree, input: Wire | undefined): Wire {
  if (input !== undefined && equal(decode(input), value)) return input;
  const hidden =
    isSecretProperty(type.inputs[key]) ||
    isSecretProperty(type.outputs[key]) ||
    (input !== undefined && containsSecret(input));
  const wire = encode(value);
  return hidden && wire !== null ? secret(wire) : wire;
}

/** True when the property or anything inside it is secret by the table. */
export function isSecretProperty(property: Property | undefined): boolean {
  if (property === undefined) return false;
  if (property.secret === true || isSecretProperty(property.items)) return true;
  return Object.values(property.members ?? {}).some(isSecretProperty);
}

/** What a preview can say of a resource's outputs. Outputs it leaves out are unknown to the program. */
export function previewOutputs(
  type: ResourceType,
  inputs: TreeBag,
  old: { readonly inputs: Bag; readonly state: Bag } | undefined,
  context: { readonly name: string; readonly config: Bag },
): TreeBag {
  const unknown = new Set<string>();
  const partial = knownBag(inputs, "", unknown);
  const derive = (bag: Bag, part: Bag, holes: ReadonlySet<string>) =>
    type.derive?.(bag, { ...context, state: old?.state, partial: part, unknown: holes }) ?? {};
  const derived = toTreeBag(derive(fullyKnown(inputs), partial, unknown));
  if (old === undefined) return derived;
  // An output that used to follow from the inputs and no longer does must not be shown with its old value.
  const followed = derive(old.inputs, old.inputs, new Set());
  const result: TreeBag = {};
  for (const [key, property] of Object.entries(type.outputs)) {
    const value = old.state[key];
    if (property.volatile === true || key in followed || value === undefined) continue;
    result[key] = toTree(value);
  }
  return { ...result, ...derived };
}

/** Outputs that stay as they are through an update; the engine then need not re-examine dependents. */
export function stableOutputs(
  type: ResourceType,
  olds: TreeBag,
  news: TreeBag,
  context: { name: string; config: Bag },
  state: Bag,
) {
  const before = knownBag(olds, "", new Set());
  const after = previewOutputs(type, news, { inputs: before, state }, context);
  return Object.keys(type.outputs).filter((key) => key in after && equal(after[key], toTree(state[key])));
}

/** The state's properties as a plain bag. */
export function plainState(wire: WireBag): Bag {
  return knownBag(decodeBag(wire), "", new Set());
}
