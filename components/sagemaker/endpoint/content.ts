import { physicalName } from "../../../blueprints";
import type * as pulumi from "@pulumi/pulumi";
import type * as floe from "../../../provider/sdk";
import { allVariants, shadowName, variantName, type EndpointArgs } from "./args";
import { asyncInputs, captureInputs } from "./data";
import { hostingInputs, type VariantSpec } from "./variant";

/** Characters that follow the begin of a name: a hyphen and the hash of the content. */
const hashRoom = 13;

type Content = Pick<
  floe.sagemaker.EndpointArgs,
  | "models"
  | "variants"
  | "shadowVariants"
  | "dataCapture"
  | "asyncInference"
  | "kmsKeyId"
  | "namePrefix"
  | "retainPrevious"
>;

/** What the native endpoint makes its configuration of, and with `retainPrevious` its models. */
export function contentInputs(args: EndpointArgs, prefix: string): Content {
  const keep = (args.retainPrevious ?? 0) > 0;
  const all = allVariants(args);
  const made = Object.entries(all).flatMap(([name, spec]) =>
    keep && "model" in spec ? [[name, spec.model.content] as const] : [],
  );
  const production = [variantName, ...Object.keys(args.variants ?? {})];
  const inputs = (names: readonly string[]) =>
    Object.fromEntries(
      Object.entries(all)
        .filter(([name]) => names.includes(name))
        .map(([name, spec]) => [name, variantInputs(name, spec, keep)]),
    );
  return {
    namePrefix: physicalName("endpointConfig", [prefix], hashRoom),
    ...(made.length === 0 ? {} : { models: Object.fromEntries(made) }),
    variants: inputs(production),
    ...(args.shadow === undefined ? {} : { shadowVariants: inputs([shadowName(args)]) }),
    ...(args.capture === undefined ? {} : { dataCapture: captureInputs(args.capture) }),
    ...(args.asyncInference === undefined ? {} : { asyncInference: asyncInputs(args.asyncInference) }),
    ...(args.keyArn === undefined ? {} : { kmsKeyId: args.keyArn }),
    ...(args.retainPrevious === undefined ? {} : { retainPrevious: args.retainPrevious }),
  };
}

function variantInputs(
  name: string,
  spec: VariantSpec,
  keep: boolean,
): pulumi.Input<floe.sagemaker.EndpointVariant> {
  return {
    ...("modelName" in spec
      ? { modelName: spec.modelName }
      : keep
        ? { model: name }
        : { modelName: spec.model.modelName }),
    ...hostingInputs(spec),
    weight: spec.weight ?? 1,
  };
}

/** The model an endpoint of one variant names. */
export function championModel(args: EndpointArgs): pulumi.Input<string> {
  return "modelName" in args ? args.modelName : args.model.modelName;
}
