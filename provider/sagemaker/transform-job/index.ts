import { Problems } from "../../../blueprints/checks";
import { checkInstanceType } from "../../../blueprints/sagemaker";
import { type Bag, type Problem, type ResourceType, text } from "../../framework";
import { checkExperiment } from "../experiment";
import { checkBudget, checkManaging, isOpen, jobBehaviour, reported } from "../jobs";
import { checkTransform } from "./check";
import { example } from "./example";
import { permissions } from "./permissions";
import { maxCost, transformSpec } from "./spec";
import { inputs, outputs } from "./table";

/** `floe:sagemaker:TransformJob`. A changed input runs a new job in the same resource. */
export const transformJob: ResourceType = {
  token: "floe:sagemaker:TransformJob",
  description:
    "A SageMaker model run over a whole set of data, with no endpoint: waits, shows progress and log, returns where the predictions are and how many objects they fill. The same inputs never pay twice.",
  costs:
    "AWS bills every instance by the second from the job's start to its end, plus S3 requests and the log. SageMaker sets no time limit: give `maxRuntimeSeconds`, and `maxCostUsd` to refuse a job that could cost more.",
  permissions,
  example,
  inputs,
  outputs,
  check,
  ...jobBehaviour(transformSpec),
};

function check(given: Bag, unknown: ReadonlySet<string>): Problem[] {
  const problems = new Problems();
  checkManaging(problems, given, unknown, { nameKind: "transformJob", prefix: "rerun" });
  checkInstanceType(problems, "instanceType", text(given.instanceType));
  checkTransform(problems, given, unknown);
  checkExperiment(problems, given.experiment);
  const bounded = given.maxRuntimeSeconds !== undefined || isOpen(unknown, "maxRuntimeSeconds");
  if (given.maxCostUsd !== undefined && !bounded) {
    problems.add(
      "maxRuntimeSeconds",
      "is required with maxCostUsd: SageMaker sets no limit to the job's time",
      "give the longest time it may run",
    );
  } else {
    const instanceType = text(given.instanceType);
    checkBudget(problems, given, unknown, {
      most: maxCost(given),
      types: instanceType === undefined ? [] : [instanceType],
      priced: ["instanceType", "instanceCount", "maxRuntimeSeconds"],
    });
  }
  return reported(problems);
}
