import { checkInteger, checkSize, type Problems } from "../../../blueprints/checks";
import { checkName } from "../../../blueprints/names";
import { longestFilter, parseRecordFilter, selectsCells } from "../../../blueprints/sagemaker/record-filter";
import { type Bag, bag, number, text, textMap } from "../../framework";
import { checkS3Uri } from "../jobs";

type Unknown = ReadonlySet<string>;

/** Rules of CreateTransformJob that need no answer of the service (API reference). */
export function checkTransform(problems: Problems, inputs: Bag, unknown: Unknown): void {
  checkName(problems, "modelName", text(inputs.modelName), "model");
  checkS3Uri(problems, "input.s3Uri", text(bag(inputs.input).s3Uri));
  checkS3Uri(problems, "output.s3Uri", text(bag(inputs.output).s3Uri));
  checkS3Uri(problems, "dataCapture.s3Uri", text(bag(inputs.dataCapture).s3Uri));
  checkLimits(problems, inputs);
  checkBatches(problems, inputs, unknown);
  checkProcessing(problems, inputs, unknown);
}

function checkLimits(problems: Problems, inputs: Bag): void {
  const limits: readonly [string, number, number, string][] = [
    ["instanceCount", 1, 100, "instances"],
    ["maxConcurrentTransforms", 0, 100, "requests"],
    ["maxPayloadMb", 0, 100, "MB"],
    ["invocationTimeoutSeconds", 1, 3600, "seconds"],
    ["invocationMaxRetries", 0, 3, "retries"],
    ["maxRuntimeSeconds", 1, 2_419_200, "seconds (28 days)"],
  ];
  for (const [name, min, max, unit] of limits) checkInteger(problems, name, inputs[name], { min, max, unit });
  checkSize(problems, "environment", bag(inputs.environment), { min: 0, max: 16, what: "variables" });
  for (const [key, value] of Object.entries(textMap(inputs.environment))) {
    problems.require(
      /^[a-zA-Z_]\w{0,1023}$/.test(key) && value.length <= 10_240,
      `environment.${key}`,
      "must have a name of letters, digits and _ and at most 10240 characters of text",
      "shorten it",
    );
  }
  for (const [path, value] of [
    ["input.contentType", bag(inputs.input).contentType],
    ["output.accept", bag(inputs.output).accept],
  ] as const) {
    const given = text(value);
    if (given !== undefined && given.length > 256)
      problems.add(path, "is longer than 256 characters", "write a type such as text/csv");
  }
}

/** How records become requests. */
function checkBatches(problems: Problems, inputs: Bag, unknown: Unknown): void {
  const concurrent = number(inputs.maxConcurrentTransforms);
  const payload = number(inputs.maxPayloadMb);
  if (concurrent !== undefined && concurrent * (payload ?? 6) > 100) {
    problems.add(
      "maxConcurrentTransforms",
      `times maxPayloadMb (${payload ?? "6 by default"}) must not exceed 100 MB, not ${concurrent * (payload ?? 6)}`,
      "lower one of them",
    );
  }
  const split = text(bag(inputs.input).splitType) ?? "None";
  if (unknown.has("input") || unknown.has("input.splitType")) return;
  if (text(inputs.batchStrategy) === "SingleRecord" && split === "None") {
    problems.add(
      "batchStrategy",
      "SingleRecord needs input.splitType: without it each object is one record",
      'set input.splitType: "Line", or remove batchStrategy',
    );
  }
}

const joinable = ["text/csv", "application/json", "application/jsonlines", "application/x-jsonlines"];

function mediaType(value: string): string {
  return (value.split(";")[0] ?? "").trim().toLowerCase();
}

function checkProcessing(problems: Problems, inputs: Bag, unknown: Unknown): void {
  const processing = bag(inputs.dataProcessing);
  const input = bag(inputs.input);
  const output = bag(inputs.output);
  const known = (path: string) => !unknown.has(path) && !unknown.has(path.split(".")[0] ?? path);
  const type = text(input.contentType);
  const csv = type !== undefined && mediaType(type) === "text/csv";
  for (const name of ["inputFilter", "outputFilter"])
    checkFilter(problems, `dataProcessing.${name}`, text(processing[name]), csv);
  const joins = text(processing.joinSource) === "Input";
  const works =
    joins || [processing.inputFilter, processing.outputFilter].some((value) => (text(value) ?? "$") !== "$");
  if (!works) return;
  if (known("input.contentType") && (type === undefined || !joinable.includes(mediaType(type)))) {
    problems.add(
      "input.contentType",
      `must be one of ${joinable.slice(0, 3).join(", ")} with dataProcessing`,
      "say what the records are: their parts cannot be selected otherwise",
    );
  }
  const split = text(input.splitType) ?? "None";
  if (csv && split !== "Line" && known("input.splitType")) {
    problems.add(
      "input.splitType",
      "must be Line when parts of CSV records are selected or joined",
      'set input.splitType: "Line"',
    );
  }
  const lines = csv || (joins && split === "Line" && known("input.splitType"));
  if (lines && text(output.assembleWith) !== "Line" && known("output.assembleWith")) {
    problems.add(
      "output.assembleWith",
      "must be Line here: each record stands in a line of its own",
      'set output.assembleWith: "Line"',
    );
  }
  if (!joins) return;
  const accept = text(output.accept);
  if (type !== undefined && accept !== undefined && csv !== (mediaType(accept) === "text/csv")) {
    problems.add(
      "output.accept",
      `must be of the same format as input.contentType (${type}) to be joined`,
      `set output.accept: "${type}"`,
    );
  }
}

function checkFilter(problems: Problems, path: string, filter: string | undefined, csv: boolean): void {
  if (filter === undefined) return;
  const steps = filter.length <= longestFilter ? parseRecordFilter(filter) : undefined;
  if (steps === undefined) {
    problems.add(
      path,
      `is not a filter of at most ${longestFilter} characters in the service's part of JSONPath`,
      "write it like $[1:] for CSV or $.features for JSON",
    );
  } else if (csv && !selectsCells(steps)) {
    problems.add(path, "selects by name, but a CSV record has positions only", "write it like $[1:]");
  }
}
