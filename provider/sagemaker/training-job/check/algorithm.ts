import type { Problems } from "../../../../blueprints/checks";
import {
  algorithmOf,
  checkHyperparameters,
  checkImageUri,
  type GivenHyperparameters,
} from "../../../../blueprints/sagemaker";
import { type Bag, bag, flag, list, text, textMap, texts } from "../../../framework";
import { isOpen } from "../../jobs";
import { checkOneOf } from "./one-of";

type Unknown = ReadonlySet<string>;

/** The algorithm and its settings. `tuned` names those that a tuning job sets itself. */
export function checkAlgorithm(
  problems: Problems,
  inputs: Bag,
  unknown: Unknown,
  tuned?: readonly string[],
): void {
  // Trials of a tuning job run on instances of their own.
  const serverless = tuned === undefined ? ["serverless"] : [];
  checkOneOf(problems, inputs, unknown, ["image", "algorithmArn", ...serverless], "says what is trained");
  const image = text(inputs.image);
  checkImageUri(problems, "image", image);
  const arn = text(inputs.algorithmArn);
  problems.require(
    arn === undefined || /^arn:aws[a-z-]*:sagemaker:[a-z0-9-]+:\d{12}:algorithm\/[\w-]+$/.test(arn),
    "algorithmArn",
    "must be the ARN of an algorithm",
    "write it like arn:aws:sagemaker:us-east-1:123456789012:algorithm/name",
  );
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
  for (const name of ["entryPoint", "containerArguments"]) {
    const long = texts(inputs[name]).findIndex((word) => word.length > 256);
    problems.require(long < 0, `${name}.${long}`, "is longer than 256 characters", "put it into a script");
  }
  checkBuiltIn(problems, inputs, unknown, { values: parameters, tuned });
  checkMetrics(problems, inputs);
}

/** A script on a built-in image takes what its author wants: only the algorithm's own mode has rules. */
function checkBuiltIn(
  problems: Problems,
  inputs: Bag,
  unknown: Unknown,
  given: Pick<GivenHyperparameters, "values" | "tuned">,
): void {
  const algorithm = algorithmOf(text(inputs.image));
  if (algorithm === undefined || flag(inputs.checkAlgorithm) === false) return;
  if ("sagemaker_program" in given.values || unknown.has("hyperparameters")) return;
  const open = (name: string) => unknown.has(`hyperparameters.${name}`);
  checkHyperparameters(problems.at("hyperparameters"), algorithm, { ...given, open });
  if (unknown.has("channels")) return;
  const channels = Object.keys(bag(inputs.channels));
  const missing = algorithm.channels.filter(
    (name) => !channels.includes(name) && !isOpen(unknown, `channels.${name}`),
  );
  for (const name of missing) {
    const rule = `must have a channel ${name} for the built-in ${algorithm.name}`;
    problems.add("channels", rule, `add channels.${name}`);
  }
}

function checkMetrics(problems: Problems, inputs: Bag): void {
  list(inputs.metricDefinitions).forEach((item, index) => {
    const path = `metricDefinitions.${index}`;
    const name = text(bag(item).name) ?? "x";
    problems.require(
      name.length > 0 && name.length <= 255,
      `${path}.name`,
      "must be 1 to 255 characters",
      "shorten it",
    );
    const regex = text(bag(item).regex) ?? "(x)";
    problems.require(
      regex.length > 0 && regex.length <= 500,
      `${path}.regex`,
      "must be 1 to 500 characters",
      "shorten it",
    );
    const groups = regex.replace(/\\./g, "").match(/\((?!\?[:=!<])/g);
    problems.require(
      groups !== null,
      `${path}.regex`,
      "has no group, so it has no value",
      "put the value in ( )",
    );
  });
}
