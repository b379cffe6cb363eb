import type { Problems } from "../../../../blueprints/checks";
import { checkInstanceType } from "../../../../blueprints/sagemaker";
import { type Bag, bag, flag, list, number, text, texts } from "../../../framework";
import { isOpen, within } from "../../jobs";
import { checkOneOf } from "./one-of";

type Unknown = ReadonlySet<string>;

/** What the job runs on. */
export function checkCompute(
  problems: Problems,
  inputs: Bag,
  unknown: Unknown,
  ways: readonly [string, ...string[]] = [
    "instanceType",
    "instanceGroups",
    "instancePreferences",
    "serverless",
  ],
): void {
  checkOneOf(problems, inputs, unknown, ways, "says what the job runs on");
  checkInstanceType(problems, "instanceType", text(inputs.instanceType));
  for (const name of ["instanceGroups", "instancePreferences", "debugRules", "profilerRules"]) {
    list(inputs[name]).forEach((item, index) => {
      checkInstanceType(problems, `${name}.${index}.instanceType`, text(bag(item).instanceType));
      within(
        problems,
        number(bag(item).instanceCount),
        `${name}.${index}.instanceCount`,
        [1, 5000],
        "instances",
      );
    });
  }
  if (
    inputs.instanceGroups !== undefined &&
    number(inputs.instanceCount) !== 1 &&
    inputs.instanceCount !== undefined
  )
    problems.add("instanceCount", "has no meaning with instanceGroups", "give the count of each group");
  checkGroupNames(problems, inputs, unknown);
  checkServerless(problems, inputs, unknown);
}

/** Alternatives to one instance type. */
export function checkPreferences(problems: Problems, inputs: Bag): void {
  const preferences = list(inputs.instancePreferences).map((item) => bag(item));
  if (preferences.length === 0) return;
  const types = preferences.flatMap(({ instanceType }) => text(instanceType) ?? []);
  const twice = types.find((type, index) => types.indexOf(type) !== index);
  problems.require(
    twice === undefined,
    "instancePreferences",
    `name ${twice ?? ""} twice`,
    "name each type once",
  );
  const counted = preferences.filter(({ instanceCount }) => instanceCount !== undefined).length;
  problems.require(
    counted === 0 || counted === preferences.length,
    "instancePreferences",
    "must give instanceCount for all alternatives or for none",
    "give it for each, or once as instanceCount of the job",
  );
  for (const name of ["placement", "trainingPlanArn"] as const) {
    const fix = name === "placement" ? "remove one of them" : "name the plan in the preference";
    problems.require(inputs[name] === undefined, name, "cannot stand beside instancePreferences", fix);
  }
  problems.require(
    flag(inputs.spot) !== true,
    "spot",
    "cannot stand beside instancePreferences, which are for reserved and on-demand capacity",
    "name one instanceType, or train on demand",
  );
}

/** Groups that channels and the distribution name must exist. */
function checkGroupNames(problems: Problems, inputs: Bag, unknown: Unknown): void {
  if (isOpen(unknown, "instanceGroups")) return;
  const known = list(inputs.instanceGroups).flatMap((group) => text(bag(group).name) ?? []);
  const named: [string, string[]][] = Object.entries(bag(inputs.channels)).map(([channel, value]) => [
    `channels.${channel}.instanceGroups`,
    texts(bag(value).instanceGroups),
  ]);
  named.push(["distribution.instanceGroups", texts(bag(inputs.distribution).instanceGroups)]);
  for (const [path, names] of named) {
    const missing = names.find((name) => !known.includes(name));
    const fix = known.length === 0 ? "add instanceGroups" : `use ${known.join(", ")}`;
    problems.require(missing === undefined, path, `names the group "${missing ?? ""}", which is none`, fix);
  }
  const distribution = bag(inputs.distribution);
  if (distribution.strategy === undefined || distribution.strategy === "mpi") return;
  for (const name of ["processesPerHost", "mpiOptions"])
    problems.require(
      distribution[name] === undefined,
      `distribution.${name}`,
      "is for mpi only",
      'set strategy: "mpi"',
    );
}

function checkServerless(problems: Problems, inputs: Bag, unknown: Unknown): void {
  if (inputs.serverless === undefined) return;
  const serverless = bag(inputs.serverless);
  const evaluates = text(serverless.jobType) === "Evaluation";
  if (evaluates && serverless.evaluationType === undefined && !isOpen(unknown, "serverless.evaluationType"))
    problems.add(
      "serverless.evaluationType",
      'is required with jobType: "Evaluation"',
      "name the kind of evaluation",
    );
  for (const name of ["spot", "distribution", "keepAliveSeconds", "trainingPlanArn", "placement"] as const) {
    const given = name === "spot" ? flag(inputs.spot) === true : inputs[name] !== undefined;
    problems.require(
      !given,
      name,
      "has no meaning for a serverless job, which has no instances",
      "remove it",
    );
  }
}

/** Spot capacity needs a limit to the wait and a place for checkpoints. */
export function checkSpot(problems: Problems, inputs: Bag, unknown: Unknown): void {
  const wait = number(inputs.maxWaitSeconds);
  const run = number(inputs.maxRuntimeSeconds);
  const spot = flag(inputs.spot) === true;
  if (!spot && wait !== undefined && !unknown.has("spot"))
    problems.add("maxWaitSeconds", "is for spot training only", "remove it or set spot: true");
  if (!spot) return;
  if (wait === undefined && !unknown.has("maxWaitSeconds"))
    problems.add("maxWaitSeconds", "is required with spot", "set it to at least maxRuntimeSeconds");
  if (wait !== undefined && run !== undefined && wait < run)
    problems.add(
      "maxWaitSeconds",
      `must be at least maxRuntimeSeconds (${run})`,
      `raise it to ${run} or more`,
    );
  if (inputs.checkpoint === undefined && !isOpen(unknown, "checkpoint")) {
    const rule = "is required with spot: an interrupted job starts over without it";
    problems.add("checkpoint", rule, "give checkpoint.s3Uri");
  }
  if (number(inputs.keepAliveSeconds) !== undefined)
    problems.add("keepAliveSeconds", "is not for spot training", "remove it or train on demand");
}
