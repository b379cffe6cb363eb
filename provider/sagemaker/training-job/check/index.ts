import { checkArn, Problems } from "../../../../blueprints/checks";
import { type Bag, bag, list, number, type Problem, text } from "../../../framework";
import { checkBudget, checkEntries, checkManaging, reported, within } from "../../jobs";
import { instanceTypes, maxCost, priced } from "../cost";
import { checkAlgorithm } from "./algorithm";
import { checkCompute, checkPreferences, checkSpot } from "./compute";
import { checkData, checkVpc } from "./data";
import { checkGate } from "./gate";

/** Every rule that can be checked without asking SageMaker (API reference, "CreateTrainingJob"). */
export function check(inputs: Bag, unknown: ReadonlySet<string>): Problem[] {
  const problems = new Problems();
  checkManaging(problems, inputs, unknown, { nameKind: "trainingJob", prefix: "retrain" });
  checkArn(problems, "roleArn", text(inputs.roleArn), "role");
  checkLimits(problems, inputs);
  checkCompute(problems, inputs, unknown);
  checkPreferences(problems, inputs);
  checkSpot(problems, inputs, unknown);
  checkData(problems, inputs, unknown);
  checkVpc(problems, inputs, unknown);
  checkAlgorithm(problems, inputs, unknown);
  checkGate(problems, inputs, unknown);
  if (inputs.serverless === undefined) {
    const estimate = { most: maxCost(inputs), types: instanceTypes(inputs), priced };
    checkBudget(problems, inputs, unknown, estimate);
  } else if (number(inputs.maxCostUsd) !== undefined) {
    const rule = "cannot be checked for a serverless job, which is billed by token";
    problems.add("maxCostUsd", rule, "remove it, and set a budget in AWS Budgets");
  }
  return reported(problems);
}

const day = 86_400;

/** Sizes and times within the service's limits. */
export function checkLimits(problems: Problems, inputs: Bag): void {
  const limits: readonly [string, number, number, string][] = [
    ["maxRuntimeSeconds", 1, 28 * day, "seconds (28 days)"],
    ["maxWaitSeconds", 1, 28 * day, "seconds (28 days)"],
    ["maxPendingSeconds", 7200, 28 * day, "seconds (2 hours to 28 days)"],
    ["instanceCount", 1, 5000, "instances"],
    ["volumeSizeGb", 1, 16_384, "GB"],
    ["keepAliveSeconds", 0, 3600, "seconds"],
    ["maxRetries", 1, 30, "retries"],
  ];
  for (const [name, min, max, what] of limits) within(problems, number(inputs[name]), name, [min, max], what);
  checkEntries(problems, inputs, "hyperparameters", 100);
  checkEntries(problems, inputs, "channels", 20);
  checkEntries(problems, inputs, "environment", 100);
  const lists: readonly [string, number][] = [
    ["metricDefinitions", 40],
    ["entryPoint", 100],
    ["containerArguments", 100],
    ["instanceGroups", 5],
    ["debugRules", 20],
    ["profilerRules", 20],
  ];
  for (const [name, max] of lists) checkLength(problems, inputs, name, max);
  for (const name of ["debugRules", "profilerRules", "instanceGroups", "metricDefinitions"])
    unique(problems, inputs, name);
  const lambda = text(bag(inputs.privateRegistry).credentialsProviderArn);
  problems.require(
    lambda === undefined || /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:.+$/.test(lambda),
    "privateRegistry.credentialsProviderArn",
    "must be the ARN of a Lambda function",
    "write it like arn:aws:lambda:us-east-1:123456789012:function:name",
  );
}

function checkLength(problems: Problems, inputs: Bag, name: string, max: number): void {
  const size = list(inputs[name]).length;
  const rule = `may hold at most ${max} entries, not ${size}`;
  problems.require(size <= max, name, rule, `remove ${size - max}`);
}

function unique(problems: Problems, inputs: Bag, name: string): void {
  const names = list(inputs[name]).flatMap((item) => text(bag(item).name) ?? []);
  const twice = names.find((one, index) => names.indexOf(one) !== index);
  problems.require(twice === undefined, name, `names "${twice ?? ""}" twice`, "give each a name of its own");
}
