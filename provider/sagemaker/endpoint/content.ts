import { hashOf, physicalName } from "../../../blueprints/names";
import { bag, type Bag, list, text, textOf } from "../../framework";
import { configMembers } from "./config-members";
import { containerMembers, modelMembers } from "./model-members";
import { requestOf } from "./member";
import { variantMembers } from "./variant-members";

export const hashLength = 12;
/** Longest `namePrefix`: the hash and its hyphen follow it in 63 characters. */
export const prefixLength = 50;

/** One object to make: its name holds the hash of its request, so the same name always means the same content. */
export interface Content {
  readonly name: string;
  /** The API's request without name and tags. */
  readonly request: Readonly<Record<string, unknown>>;
}

/** What the endpoint shall serve. */
export interface Serving {
  readonly configName: string;
  /** Absent when the configuration is made elsewhere. */
  readonly config?: Content;
  readonly models: Readonly<Record<string, Content>>;
}

/** Undefined while something it needs is not known yet. */
export function servingOf(inputs: Bag): Serving | undefined {
  const given = text(inputs.endpointConfigName);
  if (given !== undefined) return { configName: given, models: {} };
  if (inputs.variants === undefined) return undefined;
  const models: Record<string, Content> = {};
  for (const [key, model] of Object.entries(bag(inputs.models))) {
    models[key] = named(inputs, "model", { ...modelRequest(bag(model)) }, text(bag(model).version));
  }
  const config = named(inputs, "endpointConfig", {
    ...requestOf(configMembers, inputs),
    ProductionVariants: variantRequests(bag(inputs.variants), models),
    ...(inputs.shadowVariants === undefined
      ? {}
      : { ShadowProductionVariants: variantRequests(bag(inputs.shadowVariants), models) }),
  });
  return { configName: config.name, config, models };
}

/** Begin of the names made here, without the hyphen. */
export function prefixOf(inputs: Bag): string {
  return text(inputs.namePrefix) ?? physicalName("endpointConfig", [textOf(inputs.name)], hashLength + 1);
}

function named(
  inputs: Bag,
  kind: "model" | "endpointConfig",
  request: Readonly<Record<string, unknown>>,
  version?: string,
): Content {
  // The endpoint's name is part of it: two endpoints never share an object, so each may delete its own.
  const hash = hashOf({ endpoint: textOf(inputs.name), request, version: version ?? "" }, hashLength);
  return { name: physicalName(kind, [prefixOf(inputs), hash]), request };
}

function modelRequest(model: Bag): Record<string, unknown> {
  const own = Object.fromEntries(Object.entries(model).filter(([key]) => key in containerMembers));
  const around = Object.fromEntries(Object.entries(model).filter(([key]) => !(key in containerMembers)));
  const containers = list(model.containers).map((each) => requestOf(containerMembers, bag(each)));
  const mode = text(model.execution);
  return {
    ...(containers.length > 0
      ? { Containers: containers }
      : { PrimaryContainer: requestOf(containerMembers, own) }),
    ...(mode === undefined ? {} : { InferenceExecutionConfig: { Mode: mode } }),
    ...requestOf(modelMembers, around),
  };
}

function variantRequests(
  variants: Bag,
  models: Readonly<Record<string, Content>>,
): Readonly<Record<string, unknown>>[] {
  // In one order whatever the program's: the same variants are the same configuration.
  return Object.entries(variants)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => {
      const variant = bag(value);
      const model = models[textOf(variant.model)];
      const hasInstances = variant.instanceType !== undefined || variant.instancePools !== undefined;
      return {
        ...(hasInstances ? { InitialInstanceCount: 1 } : {}),
        ...requestOf(variantMembers, variant),
        VariantName: name,
        ...(model === undefined ? {} : { ModelName: model.name }),
      };
    });
}
