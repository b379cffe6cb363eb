import { type CheckRequest, CheckResponse } from "@pulumi/pulumi/proto/provider_pb";
import { checkRules, checkTable, type Failure } from "./check";
import { fillDefaults } from "./defaults";
import { checkFailures } from "./failures";
import { type Host, nameOf, suffixOf } from "./host";
import { isSecretProperty } from "./outputs";
import { redactor } from "./redact";
import type { Bag, ResourceType } from "./resource";
import { secretPlaces, secretWords, shownPath } from "./secrets";
import { fromStruct, toStruct } from "./structs";
import { encode, equal, hasUnknown, knownBag, toTreeBag } from "./tree";
import { containsSecret, decodeBag, secret, type WireBag } from "./wire";

/** Validates the inputs offline and fills every default. */
export function check(host: Host, request: CheckRequest): CheckResponse {
  const urn = request.getUrn();
  const type = host.resource(urn, request.getType());
  const given = fromStruct(request.getNews());
  const isHidden = (root: string) =>
    isSecretProperty(type.inputs[root]) || (given[root] !== undefined && containsSecret(given[root]));
  const failures = checkTable(type.inputs, decodeBag(given), isHidden);
  const failed = new Set(failures.map((failure) => failure.root));
  const olds = request.hasOlds() ? fromStruct(request.getOlds()) : undefined;
  const context = {
    name: nameOf(urn, request.getName()),
    urn,
    olds:
      olds === undefined || Object.keys(olds).length === 0
        ? undefined
        : knownBag(decodeBag(olds), "", new Set()),
    suffix: suffixOf(request.getRandomseed_asU8(), urn),
  };
  const filled = fillDefaults(type.inputs, given);
  const inputs = failures.length === 0 ? complete(type, filled, olds ?? {}, context) : filled;
  failures.push(...checkRules(type, decodeBag(inputs), failed));
  const response = new CheckResponse();
  response.setInputs(toStruct(inputs));
  response.setFailuresList(checkFailures(withoutSecrets(type, failures, given), isHidden));
  return response;
}

/** A rule may repeat the value it refuses, or make a better one of it; of a secret it must do neither. */
function withoutSecrets(type: ResourceType, failures: readonly Failure[], given: WireBag): Failure[] {
  const places = secretPlaces(given);
  const words = secretWords(type.inputs, given);
  if (places.length === 0 && words.length === 0) return [...failures];
  const clean = redactor(words);
  return failures.map(({ root, property, reason }) => {
    const isHidden = places.some((place) => shownPath(property, [place]) !== property || place === property);
    const told = isHidden ? reason.replace(/ Fix: use a name such as .*$/s, "") : reason;
    return { root, property: shownPath(property, places), reason: clean(told) };
  });
}

/**
 * Adds what the type fills in itself, without touching what the user gave or what is not known yet. An earlier value
 * that is kept stays as secret as it was.
 */
function complete(
  type: ResourceType,
  wire: WireBag,
  olds: WireBag,
  context: Parameters<NonNullable<ResourceType["complete"]>>[1],
): WireBag {
  if (type.complete === undefined) return wire;
  const tree = decodeBag(wire);
  const before: Bag = knownBag(tree, "", new Set());
  const result = { ...wire };
  for (const [key, value] of Object.entries(toTreeBag(type.complete(before, context)))) {
    const current = tree[key];
    if (value === null || (current !== undefined && (hasUnknown(current) || equal(current, value)))) continue;
    const hidden =
      isSecretProperty(type.inputs[key]) ||
      [wire[key], olds[key]].some((given) => given !== undefined && containsSecret(given));
    result[key] = hidden ? secret(encode(value)) : encode(value);
  }
  return result;
}
