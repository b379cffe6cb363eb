import { checkArn, Problems } from "../../../blueprints/checks";
import { checkImageUri, checkInstanceType } from "../../../blueprints/sagemaker";
import { type Bag, bag, list, type Problem, type ResourceType, text } from "../../framework";
import { checkExperiment } from "../experiment";
import { checkBudget, checkEntries, checkManaging, jobBehaviour, reported } from "../jobs";
import { checkVpc } from "../training-job/check/data";
import { checkProcessing, instancesOf } from "./check";
import { example } from "./example";
import { permissions } from "./permissions";
import { maxCost, processingSpec } from "./spec";
import { inputs, outputs } from "./table";

const behaviour = jobBehaviour(processingSpec);

/** `floe:sagemaker:ProcessingJob`. A changed input runs a new job in the same resource. */
export const processingJob: ResourceType = {
  token: "floe:sagemaker:ProcessingJob",
  description:
    "A program that SageMaker runs over data to its end: waits, shows progress and log, returns its message and where its outputs are. The same inputs never pay twice.",
  costs:
    "AWS bills every instance by the second from the job's start to its end, plus its volume, S3 requests and the log. `maxCostUsd` refuses a job that could cost more; `estimatedMaxCostUsd` is in the preview.",
  permissions,
  example,
  inputs,
  outputs,
  check,
  ...behaviour,
  complete: (given, context) => ({ ...countOnce(given), ...behaviour.complete(given, context) }),
};

/** One instance, unless the preferences have counts of their own. */
function countOnce(given: Bag): Bag {
  const counted = list(given.instancePreferences).some((each) => bag(each).instanceCount !== undefined);
  const placed = given.instanceType !== undefined || given.instancePreferences !== undefined;
  return given.instanceCount === undefined && placed && !counted ? { instanceCount: 1 } : {};
}

function check(given: Bag, unknown: ReadonlySet<string>): Problem[] {
  const problems = new Problems();
  checkManaging(problems, given, unknown, { nameKind: "processingJob", prefix: "rerun" });
  checkArn(problems, "roleArn", text(given.roleArn), "role");
  checkInstanceType(problems, "instanceType", text(given.instanceType));
  checkImageUri(problems, "image", given.image);
  checkEntries(problems, given, "environment", 100);
  checkProcessing(problems, given, unknown);
  checkVpc(problems, given, unknown);
  checkExperiment(problems, given.experiment);
  checkBudget(problems, given, unknown, {
    most: maxCost(given),
    types: instancesOf(given).map(({ instanceType }) => instanceType),
    priced: ["instanceType", "instancePreferences", "instanceCount", "maxRuntimeSeconds"],
  });
  return reported(problems);
}
