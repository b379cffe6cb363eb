import {
  type CheckRequest,
  CheckResponse,
  type ConfigureRequest,
  ConfigureResponse,
  type DiffRequest,
  type DiffResponse,
} from "@pulumi/pulumi/proto/provider_pb";
import { checkTable, type Failure, rootOf } from "./check";
import { fillDefaults } from "./defaults";
import { differences } from "./diff";
import { diffResponse } from "./diff-rpc";
import { checkFailures } from "./failures";
import type { Host } from "./host";
import { isSecretProperty } from "./outputs";
import type { Property } from "./resource";
import { fromStruct, toStruct } from "./structs";
import { knownBag } from "./tree";
import { containsSecret, decodeBag, isObject, isSecret, type TreeBag, type Wire, type WireBag } from "./wire";

type Table = Readonly<Record<string, Property>>;

/** Keys the engine adds to every provider's configuration. */
const reserved = new Set(["version", "pluginDownloadURL", "pluginChecksums", "name", "parameterization"]);

/** Configuration values that are not text arrive as JSON text: from stack configuration and from SDKs alike. */
function opened(table: Table, bag: WireBag): WireBag {
  const result: WireBag = {};
  for (const [key, value] of Object.entries(bag)) {
    if (!reserved.has(key) && !key.startsWith("__")) result[key] = open(table[key], value);
  }
  return result;
}

function open(property: Property | undefined, value: Wire): Wire {
  if (isSecret(value) && isObject(value)) return { ...value, value: open(property, value.value ?? null) };
  if (property === undefined || property.type === "string" || typeof value !== "string") return value;
  try {
    return JSON.parse(value) as Wire;
  } catch {
    return value;
  }
}

export function checkConfig(host: Host, request: CheckRequest): CheckResponse {
  const table = host.definition.config;
  const given = fromStruct(request.getNews());
  const bag = opened(table, given);
  const isHidden = (root: string) =>
    isSecretProperty(table[root]) || (bag[root] !== undefined && containsSecret(bag[root]));
  const tree = decodeBag(bag);
  const failures: Failure[] = checkTable(table, tree, isHidden);
  if (failures.length === 0 && host.definition.checkConfig !== undefined) {
    const known = knownBag(decodeBag(fillDefaults(table, bag)), "", new Set());
    for (const problem of host.definition.checkConfig(known)) {
      failures.push({ ...problem, root: rootOf(problem.property) });
    }
  }
  const response = new CheckResponse();
  response.setInputs(toStruct(given));
  response.setFailuresList(checkFailures(failures, isHidden));
  return response;
}

/** A change of configuration updates the provider; only what the table says (an account, a region) replaces it. */
export function diffConfig(host: Host, request: DiffRequest): DiffResponse {
  const table = host.definition.config;
  const bag = (wire: WireBag): TreeBag => decodeBag(opened(table, wire));
  const olds = bag(fromStruct(request.hasOldInputs() ? request.getOldInputs() : request.getOlds()));
  const news = bag(fromStruct(request.getNews()));
  const update = () => Promise.reject(new Error("configuration is not updated by a call"));
  return diffResponse(differences({ inputs: table, update }, olds, news, {}));
}

export function configure(host: Host, request: ConfigureRequest): ConfigureResponse {
  const table = host.definition.config;
  const wire = fillDefaults(table, opened(table, fromStruct(request.getArgs())));
  host.configure(knownBag(decodeBag(wire), "", new Set()), wire);
  const response = new ConfigureResponse();
  response.setAcceptsecrets(true);
  response.setAcceptresources(false);
  response.setAcceptoutputs(false);
  response.setSupportspreview(true);
  return response;
}
