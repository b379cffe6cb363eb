import { checkArn, checkInteger, checkSize, type Problems } from "../../../blueprints/checks";
import { checkInstanceType } from "../../../blueprints/sagemaker";
import { type Bag, bag, flag, list, number, text, textMap, texts } from "../../framework";
import { checkS3Uri, type Instances } from "../jobs";

type Unknown = ReadonlySet<string>;

/** Rules of CreateProcessingJob that need no answer of the service (API reference). */
export function checkProcessing(problems: Problems, inputs: Bag, unknown: Unknown): void {
  checkInteger(problems, "maxRuntimeSeconds", inputs.maxRuntimeSeconds, {
    min: 1,
    max: 777_600,
    unit: "seconds (9 days)",
  });
  checkInteger(problems, "volumeSizeGb", inputs.volumeSizeGb, { min: 1, max: 16_384, unit: "GB" });
  checkInstances(problems, inputs, unknown);
  checkProgram(problems, inputs);
  checkSize(problems, "inputs", bag(inputs.inputs), { min: 0, max: 10, what: "inputs" });
  checkSize(problems, "outputs", bag(inputs.outputs), { min: 0, max: 10, what: "outputs" });
  for (const [name, value] of Object.entries(bag(inputs.inputs)))
    checkInput(problems, `inputs.${name}`, name, bag(value), unknown);
  for (const [name, value] of Object.entries(bag(inputs.outputs)))
    checkOutput(problems, `outputs.${name}`, name, bag(value), unknown);
  checkFolders(problems, inputs);
}

function checkInstances(problems: Problems, inputs: Bag, unknown: Unknown): void {
  checkInteger(problems, "instanceCount", inputs.instanceCount, { min: 1, max: 100, unit: "instances" });
  const single = inputs.instanceType !== undefined || unknown.has("instanceType");
  const listed = inputs.instancePreferences !== undefined || unknown.has("instancePreferences");
  if (!single && !listed) {
    problems.add("instanceType", "is required", "give instanceType, or instancePreferences for a choice");
  }
  if (single && listed) {
    problems.add(
      "instancePreferences",
      "cannot stand beside instanceType",
      "keep one of them: a list of one is the same as instanceType",
    );
  }
  if (inputs.instancePreferences === undefined) return;
  const preferences = list(inputs.instancePreferences).map(bag);
  checkSize(problems, "instancePreferences", preferences, { min: 1, max: 5, what: "types" });
  preferences.forEach(({ instanceType, instanceCount }, index) => {
    const path = `instancePreferences[${index}]`;
    checkInstanceType(problems, `${path}.instanceType`, instanceType);
    checkInteger(problems, `${path}.instanceCount`, instanceCount, { min: 1, max: 100, unit: "instances" });
    const twice = preferences.findIndex((other) => other.instanceType === instanceType) < index;
    if (twice && instanceType !== undefined)
      problems.add(`${path}.instanceType`, "is listed before", "name each type once");
  });
  checkCounts(problems, preferences, inputs, unknown);
}

/** Counts stand on every preference, or once for the job: the service refuses anything between. */
function checkCounts(problems: Problems, preferences: readonly Bag[], inputs: Bag, unknown: Unknown): void {
  if ([...unknown].some((path) => path.startsWith("instancePreferences"))) return;
  const counted = preferences.filter((preference) => preference.instanceCount !== undefined).length;
  if (counted > 0 && counted < preferences.length) {
    problems.add(
      "instancePreferences",
      "must have instanceCount on every type or on none",
      "count all of them, or give instanceCount for the job",
    );
  }
  if (counted > 0 && inputs.instanceCount !== undefined) {
    problems.add(
      "instanceCount",
      "cannot stand beside counts in instancePreferences",
      "remove one of the two",
    );
  }
}

function checkProgram(problems: Problems, inputs: Bag): void {
  for (const name of ["entryPoint", "containerArguments"]) {
    const parts = texts(inputs[name]);
    checkSize(problems, name, parts, { min: 0, max: 100, what: "words" });
    const long = parts.findIndex((part) => part.length > 256);
    if (long >= 0) problems.add(`${name}[${long}]`, "is longer than 256 characters", "put it into a file");
  }
  for (const [key, value] of Object.entries(textMap(inputs.environment))) {
    problems.require(
      /^[A-Za-z_]\w{0,255}$/.test(key) && value.length <= 256,
      `environment.${key}`,
      "must have a name of letters, digits and _ and at most 256 characters of text",
      "shorten it, or pass a file as an input",
    );
  }
}

/** Exactly one of the members is given. False when that cannot be known yet or is wrong. */
function checkOne(
  problems: Problems,
  path: string,
  value: Bag,
  names: readonly string[],
  unknown: Unknown,
): boolean {
  const open = names.some((name) => [...unknown].some((each) => each.startsWith(`${path}.${name}`)));
  const given = names.filter((name) => value[name] !== undefined);
  if (open || unknown.has(path)) return given.length <= 1;
  return problems.require(
    given.length === 1,
    path,
    given.length === 0 ? `has none of ${names.join(", ")}` : `has both ${given.join(" and ")}`,
    `give exactly one of ${names.join(", ")}`,
  );
}

function checkName(problems: Problems, path: string, name: string): void {
  problems.require(
    name.length >= 1 && name.length <= 255,
    path,
    "must have a name of 1 to 255 characters",
    "shorten it",
  );
}

function checkLocalPath(problems: Problems, path: string, value: string | undefined): void {
  if (value === undefined) return;
  problems.require(
    value.startsWith("/opt/ml/processing/") && value.length <= 256 && !value.split("/").includes(".."),
    `${path}.localPath`,
    "must be a folder beneath /opt/ml/processing/ of at most 256 characters",
    "write it like /opt/ml/processing/input/data",
  );
}

function checkInput(problems: Problems, path: string, name: string, from: Bag, unknown: Unknown): void {
  checkName(problems, path, name);
  checkOne(problems, path, from, ["s3Uri", "athena", "redshift"], unknown);
  checkS3Uri(problems, `${path}.s3Uri`, text(from.s3Uri));
  checkLocalPath(problems, path, text(from.localPath));
  const streamed = text(from.inputMode) === "Pipe" || unknown.has(`${path}.inputMode`);
  if (text(from.compression) === "Gzip" && !streamed) {
    problems.add(
      `${path}.compression`,
      "Gzip needs inputMode Pipe",
      'set inputMode: "Pipe", or unpack in the program',
    );
  }
  checkQuery(problems, `${path}.athena`, bag(from.athena), { catalog: 256, database: 255 });
  checkQuery(problems, `${path}.redshift`, bag(from.redshift), { clusterId: 63, database: 64, dbUser: 128 });
  checkArn(problems, `${path}.redshift.clusterRoleArn`, bag(from.redshift).clusterRoleArn, "role");
}

function checkQuery(
  problems: Problems,
  path: string,
  from: Bag,
  limits: Readonly<Record<string, number>>,
): void {
  checkS3Uri(problems, `${path}.outputUri`, text(from.outputUri));
  for (const [name, max] of Object.entries({ ...limits, query: 4096 })) {
    const value = text(from[name]);
    if (value === undefined) continue;
    problems.require(
      value.length >= 1 && value.length <= max,
      `${path}.${name}`,
      `must be 1 to ${max} characters`,
      name === "query" ? "make the query a view and select from it" : "shorten it",
    );
  }
  const group = text(from.workGroup);
  if (group !== undefined && !/^[\w.-]{1,128}$/.test(group))
    problems.add(`${path}.workGroup`, "is not the name of a work group", "use letters, digits, . - _");
}

function checkOutput(problems: Problems, path: string, name: string, to: Bag, unknown: Unknown): void {
  checkName(problems, path, name);
  checkOne(problems, path, to, ["s3Uri", "featureGroup"], unknown);
  checkS3Uri(problems, `${path}.s3Uri`, text(to.s3Uri));
  checkLocalPath(problems, path, text(to.localPath));
  const group = text(to.featureGroup);
  if (group === undefined) return;
  problems.require(
    /^[a-zA-Z0-9]([_-]*[a-zA-Z0-9]){0,63}$/.test(group),
    `${path}.featureGroup`,
    "is not the name of a feature group",
    "use 1 to 64 letters, digits, - and _",
  );
  if (flag(to.appManaged) !== true && !unknown.has(`${path}.appManaged`)) {
    problems.add(
      `${path}.appManaged`,
      "must be true with featureGroup: the program puts the records itself",
      "set appManaged: true",
    );
  }
}

/** Two inputs or outputs in one folder would mix, or overwrite each other. */
function checkFolders(problems: Problems, inputs: Bag): void {
  const taken = new Map<string, string>();
  for (const [kind, folder] of [
    ["inputs", "input"],
    ["outputs", "output"],
  ] as const) {
    for (const [name, value] of Object.entries(bag(inputs[kind]))) {
      const each = bag(value);
      if (flag(each.appManaged) === true && each.localPath === undefined) continue;
      const path = (text(each.localPath) ?? `/opt/ml/processing/${folder}/${name}`).replace(/\/+$/, "");
      const other = taken.get(path);
      if (other !== undefined)
        problems.add(`${kind}.${name}.localPath`, `is the folder of ${other} too`, "give each its own");
      taken.set(path, `${kind}.${name}`);
    }
  }
}

/** Instances a job of these inputs may take, for the most it can cost. Empty while any of them is not known. */
export function instancesOf(inputs: Bag): Instances[] {
  const single = inputs.instanceType === undefined ? [] : [{ instanceType: inputs.instanceType }];
  const choices: readonly Bag[] = single.length > 0 ? single : list(inputs.instancePreferences).map(bag);
  const known = choices.flatMap((choice) => {
    const instanceType = text(choice.instanceType);
    const instanceCount = number(choice.instanceCount) ?? number(inputs.instanceCount);
    return instanceType === undefined || instanceCount === undefined ? [] : [{ instanceType, instanceCount }];
  });
  return known.length === choices.length ? known : [];
}
