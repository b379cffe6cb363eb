import { quoteIdentifier, quoteString } from "../../../blueprints/snowflake";
import { type Bag, bag, number, text, textMap, textOf, texts } from "../../framework";
import { nameParts } from "../names";
import type { Kind } from "./table";
import { nameOf, named, type Named } from "./types";

export type Mode = "CREATE" | "CREATE OR ALTER" | "CREATE OR REPLACE";

/** The code as Snowflake gets it: a vectorized handler is marked at its end. */
export function bodyOf(inputs: Bag): string | undefined {
  const code = text(inputs.code);
  const vectorized = inputs.vectorized === undefined ? undefined : bag(inputs.vectorized);
  if (code === undefined || vectorized === undefined) return code;
  const method = text(vectorized.method);
  const target = `${textOf(inputs.handler)}${method === undefined ? "" : `.${method}`}`;
  const batch = number(vectorized.maxBatchSize);
  return [
    code.replace(/\n*$/, ""),
    "",
    "import pandas as _vectorized_pandas",
    `${target}._sf_vectorized_input = _vectorized_pandas.DataFrame`,
    ...(batch === undefined ? [] : [`${target}._sf_max_batch_size = ${batch}`]),
    "",
  ].join("\n");
}

/** The statement that makes a routine exactly as declared. */
export function createRoutine(kind: Kind, inputs: Bag, mode: Mode): string {
  const body = bodyOf(inputs);
  const secure = inputs.secure === true ? " SECURE" : "";
  const aggregate = inputs.aggregate === true ? " AGGREGATE" : "";
  return [
    `${mode}${secure}${aggregate} ${kind} ${nameOf(inputs)}(${named(inputs.arguments).map(argument).join(", ")})`,
    ...(mode === "CREATE OR REPLACE" ? ["COPY GRANTS"] : []),
    `RETURNS ${returnsOf(inputs)}${inputs.notNull === true ? " NOT NULL" : ""}`,
    "LANGUAGE PYTHON",
    ...(inputs.nullInput === "RETURNS NULL" ? ["RETURNS NULL ON NULL INPUT"] : []),
    ...(inputs.volatility === "IMMUTABLE" ? ["IMMUTABLE"] : []),
    `RUNTIME_VERSION = ${quoteString(textOf(inputs.runtimeVersion))}`,
    ...assigned("ARTIFACT_REPOSITORY", text(inputs.artifactRepository), requote),
    ...listed("PACKAGES", texts(inputs.packages).map(quoteString)),
    ...listed("IMPORTS", texts(inputs.imports).map(quoteString)),
    `HANDLER = ${quoteString(textOf(inputs.handler))}`,
    ...listed("EXTERNAL_ACCESS_INTEGRATIONS", texts(inputs.externalAccessIntegrations).map(quoteIdentifier)),
    ...listed(
      "SECRETS",
      Object.entries(textMap(inputs.secrets)).map(([key, name]) => `${quoteString(key)} = ${requote(name)}`),
    ),
    ...(inputs.resourceConstraint === undefined
      ? []
      : [
          `RESOURCE_CONSTRAINT = (architecture=${quoteString(textOf(bag(inputs.resourceConstraint).architecture))})`,
        ]),
    ...assigned("COMMENT", text(inputs.comment), quoteString),
    ...(text(inputs.executeAs) === undefined ? [] : [`EXECUTE AS ${textOf(inputs.executeAs)}`]),
    ...(body === undefined ? [] : ["AS", quotedBody(body)]),
  ].join("\n");
}

function argument({ name, type, default: otherwise }: Named): string {
  return `${quoteIdentifier(name)} ${type}${otherwise === undefined ? "" : ` DEFAULT ${otherwise}`}`;
}

function returnsOf(inputs: Bag): string {
  if (inputs.returnsTable === undefined) return textOf(inputs.returns);
  return `TABLE (${named(inputs.returnsTable)
    .map(({ name, type }) => `${quoteIdentifier(name)} ${type}`)
    .join(", ")})`;
}

/** Between dollars where they cannot be mistaken, so that lines of a traceback are lines of the code. */
function quotedBody(body: string): string {
  return /\$\$|^\$|\$$/.test(body) ? quoteString(body) : `$$${body}$$`;
}

function assigned(name: string, value: string | undefined, write: (value: string) => string): string[] {
  return value === undefined ? [] : [`${name} = ${write(value)}`];
}

function listed(name: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : [`${name} = (${items.join(", ")})`];
}

/** A qualified name with every part quoted. */
export function requote(name: string): string {
  return nameParts(name).map(quoteIdentifier).join(".");
}

export const levels = {
  logLevel: "LOG_LEVEL",
  traceLevel: "TRACE_LEVEL",
  metricLevel: "METRIC_LEVEL",
} as const;

/** CREATE does not take levels ("CREATE PROCEDURE", usage notes): they are set after it. */
export function setLevels(kind: Kind, id: string, inputs: Bag, before: Bag): string[] {
  const entries = Object.entries(levels) as [keyof typeof levels, string][];
  const set = entries.filter(([key]) => text(inputs[key]) !== undefined);
  const unset = entries.filter(([key]) => text(inputs[key]) === undefined && text(before[key]) !== undefined);
  return [
    ...set.map(([key, name]) => `ALTER ${kind} ${id} SET ${name} = ${quoteString(textOf(inputs[key]))}`),
    ...unset.map(([, name]) => `ALTER ${kind} ${id} UNSET ${name}`),
  ];
}
