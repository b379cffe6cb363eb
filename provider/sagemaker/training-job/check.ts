import { checkArn, Problems } from "../../../blueprints/checks";
import { checkName } from "../../../blueprints/names";
import { checkInstanceType, checkXgboost, reportedMetrics } from "../../../blueprints/sagemaker";
import { type Bag, bag, flag, number, type Problem, text, textMap, texts } from "../../framework";
import { maxCost } from "./cost";

type Unknown = ReadonlySet<string>;

/** Every rule that can be checked without asking SageMaker (API reference, "CreateTrainingJob"). */
export function check(inputs: Bag, unknown: Unknown): Problem[] {
  const problems = new Problems();
  checkName(problems, "namePrefix", text(inputs.namePrefix), "trainingJob");
  checkImage(problems, text(inputs.image));
  checkArn(problems, "roleArn", text(inputs.roleArn), "role");
  checkInstanceType(problems, "instanceType", text(inputs.instanceType));
  checkLimits(problems, inputs);
  checkSpot(problems, inputs, unknown);
  checkData(problems, inputs, unknown);
  checkAlgorithm(problems, inputs, unknown);
  checkGate(problems, inputs, unknown);
  checkBudget(problems, inputs, unknown);
  return problems.found.map(({ argument, rule, fix }) => ({
    property: argument,
    reason: `${rule}. Fix: ${fix}`,
  }));
}

function within(problems: Problems, inputs: Bag, name: string, min: number, max: number, what: string): void {
  const value = number(inputs[name]);
  if (value === undefined || (value >= min && value <= max)) return;
  problems.add(name, `must be ${min} to ${max} ${what}, not ${value}`, "choose a value within the limits");
}

function checkLimits(problems: Problems, inputs: Bag): void {
  within(problems, inputs, "maxRuntimeSeconds", 1, 2_419_200, "seconds (28 days)");
  within(problems, inputs, "maxWaitSeconds", 1, 2_419_200, "seconds (28 days)");
  within(problems, inputs, "instanceCount", 1, 5000, "instances");
  within(problems, inputs, "volumeSizeGb", 1, 16_384, "GB");
  within(problems, inputs, "keepAliveSeconds", 0, 3600, "seconds");
  within(problems, inputs, "maxRetries", 1, 30, "retries");
  const sizes: readonly [string, number, number][] = [
    ["hyperparameters", 100, Object.keys(bag(inputs.hyperparameters)).length],
    ["channels", 20, Object.keys(bag(inputs.channels)).length],
    ["environment", 100, Object.keys(bag(inputs.environment)).length],
    ["tags", 48, Object.keys(bag(inputs.tags)).length],
  ];
  for (const [name, max, size] of sizes) {
    problems.require(
      size <= max,
      name,
      `may hold at most ${max} entries, not ${size}`,
      `remove ${size - max}`,
    );
  }
  for (const key of Object.keys(bag(inputs.tags))) {
    const fits = key.length <= 128 && !/^(aws|floe):/i.test(key);
    problems.require(
      fits,
      `tags.${key}`,
      "must be at most 128 characters and not begin with aws: or floe:",
      "rename it",
    );
  }
}

function checkImage(problems: Problems, image: string | undefined): void {
  if (image === undefined) return;
  problems.require(
    /^[a-zA-Z0-9][\w.\-/]*(:[\w.-]{1,128})?(@sha256:[0-9a-f]{64})?$/.test(image) && image.length <= 255,
    "image",
    "is not the URI of an image",
    "write it like 123456789012.dkr.ecr.us-east-1.amazonaws.com/name:tag",
  );
}

function checkSpot(problems: Problems, inputs: Bag, unknown: Unknown): void {
  const wait = number(inputs.maxWaitSeconds);
  const run = number(inputs.maxRuntimeSeconds);
  const spot = flag(inputs.spot) === true;
  if (!spot && wait !== undefined && !unknown.has("spot")) {
    problems.add("maxWaitSeconds", "is for spot training only", "remove it or set spot: true");
  }
  if (!spot) return;
  if (wait === undefined && !unknown.has("maxWaitSeconds")) {
    problems.add("maxWaitSeconds", "is required with spot", "set it to at least maxRuntimeSeconds");
  }
  if (wait !== undefined && run !== undefined && wait < run) {
    problems.add(
      "maxWaitSeconds",
      `must be at least maxRuntimeSeconds (${run})`,
      `raise it to ${run} or more`,
    );
  }
  if (inputs.checkpoint === undefined && !unknown.has("checkpoint")) {
    problems.add(
      "checkpoint",
      "is required with spot: an interrupted job starts over without it",
      "give checkpoint.s3Uri",
    );
  }
}

const s3Uri = /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[^\s]*)?$/;

function checkUri(problems: Problems, name: string, value: string | undefined): void {
  if (value === undefined) return;
  problems.require(s3Uri.test(value), name, "is not an S3 URI", "write it like s3://bucket/prefix");
}

function checkData(problems: Problems, inputs: Bag, unknown: Unknown): void {
  checkUri(problems, "outputPath", text(inputs.outputPath));
  checkUri(problems, "checkpoint.s3Uri", text(bag(inputs.checkpoint).s3Uri));
  for (const [name, value] of Object.entries(bag(inputs.channels))) {
    const path = `channels.${name}`;
    problems.require(
      /^[A-Za-z0-9.\-_]{1,64}$/.test(name),
      path,
      "is not a channel name",
      "use letters, digits, . - _",
    );
    checkUri(problems, `${path}.s3Uri`, text(bag(value).s3Uri));
  }
  if (inputs.vpc === undefined || [...unknown].some((path) => path.startsWith("vpc"))) return;
  for (const [name, shape, max] of [
    ["subnets", /^subnet-[0-9a-f]{8,32}$/, 16],
    ["securityGroupIds", /^sg-[0-9a-f]{8,32}$/, 5],
  ] as const) {
    const ids = texts(bag(inputs.vpc)[name]);
    problems.require(
      ids.length > 0 && ids.length <= max,
      `vpc.${name}`,
      `must hold 1 to ${max} ids`,
      "list them",
    );
    const wrong = ids.find((id) => !shape.test(id));
    problems.require(
      wrong === undefined,
      `vpc.${name}`,
      `"${wrong ?? ""}" is not such an id`,
      "copy it from the VPC",
    );
  }
}

const xgboostImage = /\/sagemaker-xgboost:/;

function checkAlgorithm(problems: Problems, inputs: Bag, unknown: Unknown): void {
  const image = text(inputs.image) ?? "";
  const parameters = textMap(inputs.hyperparameters);
  for (const [name, value] of Object.entries(parameters)) {
    const fits = name.length <= 256 && value.length <= 2500;
    problems.require(
      fits,
      `hyperparameters.${name}`,
      "is longer than 256 (name) or 2500 (value)",
      "shorten it",
    );
  }
  const partly = [...unknown].some((path) => path.startsWith("hyperparameters"));
  if (!xgboostImage.test(image) || "sagemaker_program" in parameters || partly) return;
  checkXgboost(problems.at("hyperparameters"), parameters);
  const channels = Object.keys(bag(inputs.channels));
  if (!unknown.has("channels") && !channels.includes("train")) {
    problems.add("channels", "must have a channel train for the built-in XGBoost", "add channels.train");
  }
}

function checkGate(problems: Problems, inputs: Bag, unknown: Unknown): void {
  if (inputs.gate === undefined) {
    if (text(inputs.onGateFailure) === "keepPrevious" && !unknown.has("gate")) {
      problems.add("onGateFailure", "has no meaning without a gate", "add a gate or remove it");
    }
    return;
  }
  const gate = bag(inputs.gate);
  const open = (name: string) => unknown.has(`gate.${name}`);
  if (
    gate.threshold === undefined &&
    !open("threshold") &&
    flag(gate.betterThanChampion) !== true &&
    !open("betterThanChampion")
  ) {
    problems.add(
      "gate",
      "has neither a threshold nor betterThanChampion",
      "give the bar, such as threshold: 0.7",
    );
  }
  if (text(inputs.wait) !== "completion" && !unknown.has("wait")) {
    problems.add(
      "wait",
      "must be completion with a gate: it judges the finished model",
      'set wait: "completion"',
    );
  }
  checkReported(problems, inputs, unknown, text(gate.metric));
}

/** The built-in XGBoost reports exactly what eval_metric names: a gate on another metric could never pass. */
function checkReported(problems: Problems, inputs: Bag, unknown: Unknown, metric: string | undefined): void {
  const parameters = textMap(inputs.hyperparameters);
  const builtIn = xgboostImage.test(text(inputs.image) ?? "") && !("sagemaker_program" in parameters);
  if (!builtIn || metric === undefined || inputs.metricDefinitions !== undefined) return;
  if ([...unknown].some((path) => /^(hyperparameters|metricDefinitions|channels)/.test(path))) return;
  const reported = reportedMetrics(parameters);
  if (reported.length > 0 && !reported.includes(metric)) {
    problems.add(
      "gate.metric",
      `the job will not report ${metric} (it reports ${reported.join(", ")})`,
      "add it to eval_metric",
    );
  }
  if (metric.startsWith("validation:") && bag(inputs.channels).validation === undefined) {
    problems.add(
      "channels",
      `must have a channel validation, which the gate's ${metric} is measured on`,
      "add channels.validation",
    );
  }
}

function checkBudget(problems: Problems, inputs: Bag, unknown: Unknown): void {
  const budget = number(inputs.maxCostUsd);
  const instanceType = text(inputs.instanceType);
  const open = ["instanceType", "instanceCount", "maxRuntimeSeconds", "prices"].some((name) =>
    unknown.has(name),
  );
  if (budget === undefined || instanceType === undefined || open) return;
  const cost = maxCost(inputs);
  if (cost === undefined) {
    problems.add(
      "maxCostUsd",
      `cannot be checked: the price of ${instanceType} is not known`,
      `add prices: { "${instanceType}": <USD per hour> }`,
    );
  } else if (cost.usd > budget) {
    problems.add(
      "maxCostUsd",
      `the job may cost up to ${cost.usd} USD (prices of ${cost.asOf}), more than ${budget}`,
      "lower maxRuntimeSeconds or instanceCount, or raise the budget",
    );
  }
}
