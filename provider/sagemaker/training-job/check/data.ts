import type { Problems } from "../../../../blueprints/checks";
import { type Bag, bag, list, text, texts } from "../../../framework";
import { checkS3Uri, isOpen } from "../../jobs";
import { checkOneOf } from "./one-of";

type Unknown = ReadonlySet<string>;

/** Where data comes from and goes to. */
export function checkData(problems: Problems, inputs: Bag, unknown: Unknown): void {
  for (const path of [
    ["outputPath"],
    ["checkpoint", "s3Uri"],
    ["debugHook", "s3OutputPath"],
    ["tensorBoard", "s3OutputPath"],
    ["profiler", "s3OutputPath"],
    ["gate", "evaluation", "s3Uri"],
  ]) {
    const value = path.reduce<Bag[string]>((at, name) => bag(at)[name], inputs);
    checkS3Uri(problems, path.join("."), text(value)?.replaceAll("{job}", "job"));
  }
  for (const name of ["debugRules", "profilerRules"])
    list(inputs[name]).forEach((rule, index) =>
      checkS3Uri(problems, `${name}.${index}.s3OutputPath`, text(bag(rule).s3OutputPath)),
    );
  for (const [name, value] of Object.entries(bag(inputs.channels))) {
    const fits = /^[A-Za-z0-9.\-_]{1,64}$/.test(name);
    problems.require(fits, `channels.${name}`, "is not a channel name", "use letters, digits, . - _");
    checkChannel(problems, inputs, `channels.${name}`, bag(value), unknown);
  }
}

function checkChannel(problems: Problems, inputs: Bag, path: string, channel: Bag, unknown: Unknown): void {
  const open = new Set(
    [...unknown].flatMap((one) => (one.startsWith(`${path}.`) ? [one.slice(path.length + 1)] : [])),
  );
  const whole = unknown.has("channels") || unknown.has(path);
  if (!whole)
    checkOneOf(
      problems.at(path),
      channel,
      open,
      ["s3Uri", "fileSystem", "datasetArn"],
      "says where the data is",
    );
  checkS3Uri(problems, `${path}.s3Uri`, text(channel.s3Uri));
  const mode = text(channel.inputMode) ?? text(inputs.inputMode) ?? "File";
  const modeOpen = isOpen(unknown, `${path}.inputMode`, "inputMode");
  if (text(channel.dataType) === "AugmentedManifestFile" && mode !== "Pipe" && !modeOpen)
    problems.add(`${path}.inputMode`, "must be Pipe for an augmented manifest", 'set inputMode: "Pipe"');
  if (texts(channel.attributeNames).length > 16)
    problems.add(`${path}.attributeNames`, "may name at most 16 attributes", "remove some");
  if (channel.fileSystem === undefined) return;
  const system = bag(channel.fileSystem);
  const id = text(system.id);
  problems.require(
    id === undefined || /^fs-[0-9a-f]{8,}$/.test(id),
    `${path}.fileSystem.id`,
    "is not the id of a file system",
    "copy it from EFS or FSx",
  );
  const directory = text(system.directory);
  problems.require(
    directory === undefined || directory.startsWith("/"),
    `${path}.fileSystem.directory`,
    "must be an absolute path",
    `write /${directory ?? ""}`,
  );
  if (inputs.vpc === undefined && !isOpen(unknown, "vpc"))
    problems.add(
      "vpc",
      `is required: ${path} reads a file system, which only its network reaches`,
      "add vpc",
    );
}

export function checkVpc(problems: Problems, inputs: Bag, unknown: Unknown): void {
  if (inputs.vpc === undefined || isOpen(unknown, "vpc")) return;
  for (const [name, shape, max] of [
    ["subnets", /^subnet-[0-9a-f]{8,32}$/, 16],
    ["securityGroupIds", /^sg-[0-9a-f]{8,32}$/, 5],
  ] as const) {
    const ids = texts(bag(inputs.vpc)[name]);
    const fits = ids.length > 0 && ids.length <= max;
    problems.require(fits, `vpc.${name}`, `must hold 1 to ${max} ids`, "list them");
    const wrong = ids.find((id) => !shape.test(id));
    problems.require(
      wrong === undefined,
      `vpc.${name}`,
      `"${wrong ?? ""}" is not such an id`,
      "copy it from the VPC",
    );
  }
}
