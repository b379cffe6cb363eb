import { checkInteger, checkName, checkOneOf, Problems, type DeployedContent } from "../../../blueprints";
import type * as cloudwatch from "@pulumi/aws/cloudwatch";
import type * as iam from "@pulumi/aws/iam";
import type * as sagemaker from "@pulumi/aws/sagemaker";
import type * as pulumi from "@pulumi/pulumi";
import type * as floe from "../../../provider/sdk";
import type { Transform } from "../../component";
import type { PlaceOutput } from "../../place";
import { checkData, type EndpointAsync, type EndpointCapture } from "./data";
import { checkGuarded, type EndpointDeployment } from "./guard";
import { checkVariant, servingDefaults, type VariantSettings, type VariantSpec } from "./variant";

/** Same for an endpoint's whole life: SageMaker cannot update an endpoint to another variant name. */
export const variantName = "champion";

export interface EndpointSettings {
  /** Default: the name prefix. */
  endpointName?: string;
  /** Begin of configuration names. Default: `<project>-<stack>-<name>`. */
  namePrefix?: string;
  /** Key of the instances' volumes. Default: an AWS owned key. */
  keyArn?: pulumi.Input<string> | undefined;
  /**
   * Variants beside the champion, by name, which share its requests by weight: at most 9. For a comparison of models
   * whose answers count. Default: none.
   */
  variants?: Readonly<Record<string, VariantSpec>>;
  /**
   * A model that gets a copy of the champion's requests and whose answers nobody sees: a trial on real requests without
   * risk, at the price of its instances. `weight` is the share that is copied. Only beside the champion alone, in real
   * time, on instances. Default: none.
   */
  shadow?: VariantSpec & { readonly name?: string };
  /** Keeps requests and answers in S3. Not with `serverless`. Default: nothing is kept. */
  capture?: EndpointCapture;
  /** Takes requests by their place in S3. Not with `serverless` or `shadow`. Default: in real time. */
  asyncInference?: EndpointAsync;
  /**
   * Earlier configurations, with their models, that stay to go back to, 0 to 20; needs `model` for all. They cost
   * nothing. Default: 0, the old one goes when the new one provably serves. With 0 a batch transform that has just begun
   * with the old model fails when that is deleted: keep 1 where the endpoint's model also scores batches.
   */
  retainPrevious?: number;
  /**
   * Who decides what serves. `deploy`: this program alone, so a configuration changed elsewhere is put back.
   * `retraining`: the retraining state machine, too, which serves one variant in real time. Its champion serves on
   * through deployments, until this program has a new model or other instances itself. Default: `deploy`.
   */
  promotedBy?: "deploy" | "retraining";
  /**
   * With `promotedBy: "retraining"`: what deleting the endpoint does to training jobs the state machine started. Its
   * models and configurations are deleted with the endpoint. `delete` stops running jobs first. Default: `retain`.
   */
  retrainingJobs?: "retain" | "stop" | "delete";
  /**
   * How updates go, and the alarms that take them back. Default: all traffic at once. While an update is watched the
   * old and the new instances both cost. What a retraining promotes moves as its own `serving.deployment` says.
   */
  deployment?: EndpointDeployment;
  /** Keeps the instance count that autoscaling or operators set, through updates. Default: false. */
  keepScaling?: boolean;
  /**
   * Any text. A configuration whose update was rolled back is not tried again until this or the content changes.
   * Default: none.
   */
  retryTrigger?: pulumi.Input<string>;
  /** Account and region, when the caller already asked for them. */
  place?: PlaceOutput;
  transform?: {
    alarm?: Transform<cloudwatch.MetricAlarmArgs>;
    /** Of an endpoint that needs no more than the configuration of the official provider. */
    configuration?: Transform<sagemaker.EndpointConfigurationArgs>;
    endpoint?: Transform<floe.sagemaker.EndpointArgs>;
    /** What the models' roles get for `capture` and `asyncInference`. */
    policy?: Transform<iam.RolePolicyArgs>;
  };
}

/** The champion, what it runs on, and how the endpoint works. */
export type EndpointArgs = EndpointSettings & VariantSpec;

/** An endpoint whose model, and the bucket of what it captures, may still be left open. */
export type ServedSettings = Omit<EndpointSettings, "capture"> &
  VariantSettings & { readonly capture?: Partial<EndpointCapture> | undefined };

/** All variants by name, the champion first, the shadow last. */
export function allVariants<Champion extends ServedSettings>(
  args: Champion,
): Readonly<Record<string, Champion | VariantSpec>> {
  return {
    [variantName]: args,
    ...args.variants,
    ...(args.shadow === undefined ? {} : { [shadowName(args)]: args.shadow }),
  };
}

export function shadowName({ shadow }: Pick<EndpointSettings, "shadow">): string {
  return shadow?.name ?? "shadow";
}

/**
 * Whether the native endpoint makes the configuration: for everything beyond one model on instances, which the
 * official provider's configuration says since the first release.
 */
export function isRich(args: EndpointArgs): boolean {
  return [
    args.serverless,
    args.instances,
    args.weight,
    args.variants,
    args.shadow,
    args.capture,
    args.asyncInference,
    args.retainPrevious,
  ].some((given) => given !== undefined);
}

/** @throws InvalidArguments with all problems. */
export function checkEndpoint(name: string, args: EndpointArgs): void {
  const problems = new Problems();
  checkServed(problems, args);
  checkPrevious(problems, args);
  problems.raise(`Endpoint "${name}"`);
}

/** Every rule but that on models that are kept. */
export function checkServed(problems: Problems, args: ServedSettings): void {
  checkVariant(problems, args);
  checkName(problems, "endpointName", args.endpointName, "endpoint");
  checkName(problems, "namePrefix", args.namePrefix, "endpointConfig");
  checkVariants(problems, args);
  checkShadow(problems, args);
  checkData(problems, args);
  checkServerless(problems, args);
  checkInteger(problems, "retainPrevious", args.retainPrevious, { min: 0, max: 20, unit: "configurations" });
  checkPromoted(problems, args);
  checkGuarded(problems.at("deployment"), args.deployment, contentOf(args));
  checkOneOf(problems, "promotedBy", args.promotedBy, ["deploy", "retraining"]);
  checkOneOf(problems, "retrainingJobs", args.retrainingJobs, ["retain", "stop", "delete"]);
}

function contentOf(args: ServedSettings): DeployedContent {
  const all = Object.values(allVariants(args));
  const typesOf = (spec: VariantSettings) => [
    spec.instanceType ?? servingDefaults.instanceType,
    ...(spec.instances?.alternatives ?? []),
  ];
  return {
    serverless: all.some((spec) => spec.serverless !== undefined),
    shadow: args.shadow !== undefined,
    variants: 1 + Object.keys(args.variants ?? {}).length,
    instanceTypes: all.filter((spec) => spec.serverless === undefined).flatMap(typesOf),
    instances: Math.min(...all.map((spec) => spec.instanceCount ?? servingDefaults.instanceCount)),
  };
}

function checkVariants(problems: Problems, args: ServedSettings): void {
  const names = Object.keys(args.variants ?? {});
  problems.require(
    names.length <= 9,
    "variants",
    `with the champion there are ${names.length + 1}, at most 10`,
    "remove some",
  );
  for (const [name, spec] of Object.entries(args.variants ?? {})) {
    checkName(problems, `variants.${name}`, name, "variant");
    problems.require(
      name !== variantName,
      `variants.${name}`,
      "is the name of the endpoint's own model",
      "give the variant another name",
    );
    checkVariant(problems.at(`variants.${name}`), spec);
  }
}

function checkShadow(problems: Problems, args: ServedSettings): void {
  if (args.shadow === undefined) return;
  checkName(problems, "shadow.name", args.shadow.name, "variant");
  checkVariant(problems.at("shadow"), args.shadow);
  const excluded = [
    ["variants", "is for the champion alone", "leave one of them out"],
    ["asyncInference", "copies requests in real time only", "leave one of them out"],
  ] as const;
  for (const [key, rule, fix] of excluded)
    problems.require(args[key] === undefined, "shadow", `${rule}, and ${key} is given`, fix);
  problems.require(
    shadowName(args) !== variantName,
    "shadow.name",
    "is the name of the endpoint's own model",
    "give the shadow another name",
  );
}

/** @see Amazon SageMaker developer guide, "Serverless Inference", "Feature exclusions" */
function checkServerless(problems: Problems, args: ServedSettings): void {
  if (!contentOf(args).serverless) return;
  for (const key of ["variants", "shadow", "capture", "asyncInference"] as const)
    problems.require(
      args[key] === undefined,
      key,
      "does not go with serverless",
      "leave it out, or serve on instances",
    );
}

function checkPrevious(problems: Problems, args: EndpointArgs): void {
  if ((args.retainPrevious ?? 0) === 0) return;
  for (const [name, spec] of Object.entries(allVariants(args)))
    problems.require(
      "model" in spec,
      "retainPrevious",
      `keeps models, and that of ${name} is made elsewhere`,
      "give model: a Model component, instead of modelName",
    );
}

/** What the state machine promotes is one variant on instances or serverless, with the same capture. */
function checkPromoted(problems: Problems, args: ServedSettings): void {
  if (args.promotedBy !== "retraining") return;
  for (const key of ["variants", "shadow", "asyncInference", "instances"] as const)
    problems.require(
      args[key] === undefined,
      key,
      "would be lost when a retraining promotes its champion",
      'leave it out, or promotedBy: "deploy"',
    );
}
