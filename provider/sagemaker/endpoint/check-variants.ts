import {
  checkInstanceType,
  checkInteger,
  checkName,
  type DeployedContent,
  type Problems,
} from "../../../blueprints";
import { type Bag, bag, list, number, text, texts, isOpen } from "../../framework";
import { checkS3, type Unknown } from "./rules";

/** Rules of the variants. Answers what is served when all of it is known. */
export function checkVariants(problems: Problems, news: Bag, unknown: Unknown): DeployedContent | undefined {
  if (news.variants === undefined) return undefined;
  const production = Object.entries(bag(news.variants));
  const shadows = Object.entries(bag(news.shadowVariants));
  problems.require(
    production.length >= 1 && production.length <= 10,
    "variants",
    `must hold 1 to 10 variants, not ${production.length}`,
    "declare what the endpoint serves",
  );
  for (const [of, variants] of [
    ["variants", production],
    ["shadowVariants", shadows],
  ] as const) {
    for (const [name, value] of variants)
      checkVariant(problems, `${of}.${name}`, name, bag(value), news, unknown);
  }
  const all = [...production, ...shadows].map(([, value]) => bag(value));
  const serverless = all.some((variant) => variant.serverless !== undefined);
  if (shadows.length > 0)
    checkShadow(
      problems,
      news,
      production.length,
      shadows.map(([name]) => name),
      serverless,
    );
  if (serverless) checkServerless(problems, news, production.length);
  if (isOpen(unknown, "variants") || isOpen(unknown, "shadowVariants")) return undefined;
  return {
    serverless,
    shadow: shadows.length > 0,
    variants: production.length,
    instanceTypes: all.flatMap(typesOf),
    instances: Math.min(...all.map((variant) => number(variant.instanceCount) ?? 1)),
  };
}

function typesOf(variant: Bag): string[] {
  const pools = list(variant.instancePools).flatMap((pool) => text(bag(pool).instanceType) ?? []);
  return [...pools, ...texts([variant.instanceType])];
}

function checkVariant(
  problems: Problems,
  path: string,
  name: string,
  variant: Bag,
  news: Bag,
  unknown: Unknown,
): void {
  const at = problems.at(path);
  const has = (key: string) => variant[key] !== undefined || isOpen(unknown, `${path}.${key}`);
  checkName(problems, path, name, "variant");
  checkName(at, "modelName", text(variant.modelName), "model");
  if (has("model") && has("modelName")) at.add("modelName", "excludes model", "keep one of them");
  checkModelKey(at, text(variant.model), news, unknown);
  if (!has("model") && !has("modelName"))
    at.require(
      news.executionRoleArn !== undefined || isOpen(unknown, "executionRoleArn"),
      "model",
      "is required, unless the endpoint hosts inference components",
      "name one of models, or set executionRoleArn",
    );
  const machines = ["instanceType", "instancePools", "serverless"].filter(has);
  at.require(
    machines.length === 1,
    "instanceType",
    machines.length === 0
      ? "or instancePools or serverless is required"
      : `excludes ${machines.slice(1).join(", ")}`,
    "say what the variant runs on, once",
  );
  if (variant.serverless !== undefined) {
    for (const key of [
      "instanceCount",
      "volumeSizeGb",
      "managedScaling",
      "capacityReservation",
      "routing",
      "coreDump",
    ])
      if (has(key)) at.add(key, "a serverless variant has no instances", "leave it out");
  }
  checkNumbers(at, variant);
}

function checkModelKey(problems: Problems, key: string | undefined, news: Bag, unknown: Unknown): void {
  if (key === undefined || isOpen(unknown, "models")) return;
  const keys = Object.keys(bag(news.models));
  problems.require(
    keys.includes(key),
    "model",
    keys.length === 0
      ? `"${key}" is not one of models, which has none`
      : `"${key}" is not one of ${keys.join(", ")}`,
    "name a key of models, or a model made elsewhere with modelName",
  );
}

const ranges = [
  ["instanceCount", 1, 10_000, "instances"],
  ["volumeSizeGb", 1, 512, "GB"],
  ["modelDownloadTimeoutSeconds", 60, 3600, "seconds"],
  ["startupTimeoutSeconds", 60, 3600, "seconds"],
  ["provisionTimeoutSeconds", 300, 3600, "seconds"],
] as const;

function checkNumbers(at: Problems, variant: Bag): void {
  for (const [key, min, max, unit] of ranges) {
    // With managed scaling an endpoint of inference components may begin with no instance.
    const least = key === "instanceCount" && variant.managedScaling !== undefined ? 0 : min;
    checkInteger(at, key, variant[key], { min: least, max, unit });
  }
  const weight = number(variant.weight);
  at.require(weight === undefined || weight >= 0, "weight", "must not be negative", "use 0 for no traffic");
  checkInstanceType(at, "instanceType", text(variant.instanceType));
  list(variant.instancePools).forEach((value, index) => {
    const pool = at.at(`instancePools[${index}]`);
    checkInstanceType(pool, "instanceType", text(bag(value).instanceType));
    checkInteger(pool, "priority", bag(value).priority, { min: 1, max: 5 });
  });
  checkS3(at, "coreDump.s3Uri", text(bag(variant.coreDump).s3Uri));
  const serverless = bag(variant.serverless);
  const most = number(serverless.maxConcurrency);
  checkInteger(at, "serverless.maxConcurrency", most, { min: 1, max: 200, unit: "requests" });
  checkInteger(at, "serverless.provisionedConcurrency", serverless.provisionedConcurrency, {
    min: 1,
    max: Math.min(200, most ?? 200),
    unit: "requests, no more than maxConcurrency",
  });
  const routing = bag(variant.routing);
  if (
    routing.strategy !== undefined &&
    routing.strategy !== "PREFIX_AWARE" &&
    routing.prefixAware !== undefined
  )
    at.add("routing.prefixAware", "takes effect with PREFIX_AWARE only", "leave it out");
}

/** @see Amazon SageMaker developer guide, "Shadow tests", "Exclusions" */
function checkShadow(
  problems: Problems,
  news: Bag,
  production: number,
  shadows: readonly string[],
  serverless: boolean,
): void {
  const at = (rule: string, fix: string) => problems.add("shadowVariants", rule, fix);
  if (shadows.length > 1 || production !== 1)
    at("needs exactly one variant and one shadow", "keep one of each");
  if (serverless) at("does not go with serverless variants", "serve both on instances");
  if (news.asyncInference !== undefined) at("does not go with asyncInference", "leave one of them out");
  const twice = shadows.find((name) => name in bag(news.variants));
  if (twice !== undefined) at(`"${twice}" is a variant, too`, "give the shadow a name of its own");
  for (const [key, model] of Object.entries(bag(news.models))) {
    const kind = bag(model).mode === "MultiModel" ? "serves many models" : undefined;
    const several = bag(model).containers === undefined ? kind : "has several containers";
    if (several !== undefined)
      at(`does not go with model ${key}, which ${several}`, "use a model of one container");
  }
}

/** @see Amazon SageMaker developer guide, "Serverless Inference", "Feature exclusions" */
function checkServerless(problems: Problems, news: Bag, production: number): void {
  problems.require(production === 1, "variants", "a serverless endpoint has one variant", "keep one");
  for (const key of ["dataCapture", "asyncInference", "vpc", "networkIsolation"]) {
    if (news[key] !== undefined && news[key] !== false)
      problems.add(key, "does not go with a serverless variant", "leave it out, or serve on instances");
  }
  for (const [key, value] of Object.entries(bag(news.models))) {
    const model = bag(value);
    for (const member of ["vpc", "networkIsolation", "containers", "artifactSource"]) {
      if (model[member] !== undefined && model[member] !== false)
        problems.add(`models.${key}.${member}`, "does not go with a serverless variant", "leave it out");
    }
    if (model.mode === "MultiModel")
      problems.add(`models.${key}.mode`, "a serverless variant serves one model", "leave it out");
  }
}
