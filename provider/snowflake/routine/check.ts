import { identifierLimit, canonicalType } from "../../../blueprints/snowflake";
import { type Bag, bag, isOpen, list, type Problem, text, textMap, textOf, texts } from "../../framework";
import { isQualified } from "../names";
import type { Kind } from "./table";

type Report = (property: string, reason: string) => void;
type Unknown = ReadonlySet<string>;

/** Snowflake's limit for the definition of a routine ("CREATE PROCEDURE", usage notes). */
export const codeLimit = 1024 * 1024;
const packageSpec =
  /^[A-Za-z0-9][\w.-]*(\[[\w,.-]+\])?((==|<=|>=|<|>)[\w.*+!-]+(,(==|<=|>=|<|>)[\w.*+!-]+)*)?$/;

/** Rules of both kinds of routine. Touches nothing outside the inputs. */
export function checkRoutine(kind: Kind, inputs: Bag, unknown: Unknown): Problem[] {
  const problems: Problem[] = [];
  const report: Report = (property, reason) => problems.push({ property, reason });
  for (const key of ["database", "schema", "name", "role"]) checkName(text(inputs[key]), key, report);
  texts(inputs.externalAccessIntegrations).forEach((name, i) =>
    checkName(name, `externalAccessIntegrations[${i}]`, report),
  );
  checkArguments(inputs, unknown, report);
  checkReturns(kind, inputs, unknown, report);
  checkCode(inputs, unknown, report);
  checkImports(inputs, report);
  checkPackages(inputs, report);
  checkSecrets(inputs, unknown, report);
  const repository = text(inputs.artifactRepository);
  if (repository !== undefined && !isQualified(repository))
    report(
      "artifactRepository",
      "must be a qualified name, such as snowflake.snowpark.pypi_shared_repository",
    );
  return problems;
}

function checkName(value: string | undefined, path: string, report: Report): void {
  if (value === undefined) return;
  if (value === "" || value.length > identifierLimit)
    report(path, `must be 1 to ${identifierLimit} characters`);
}

function checkArguments(inputs: Bag, unknown: Unknown, report: Report): void {
  let optional: string | undefined;
  const seen = new Set<string>();
  const given = list(inputs.arguments).map(bag);
  given.forEach((argument, i) => {
    const path = `arguments[${i}]`;
    const [name, otherwise] = [text(argument.name), text(argument.default)];
    checkName(name, `${path}.name`, report);
    if (name !== undefined && seen.has(name)) report(`${path}.name`, "is the name of an earlier argument");
    if (name !== undefined) seen.add(name);
    checkType(textOf(argument.type), `${path}.type`, report);
    if (otherwise?.trim() === "") report(`${path}.default`, "must not be empty: leave it out, or write NULL");
    if (otherwise !== undefined) optional = name ?? `argument ${i + 1}`;
    else if (optional !== undefined && !isOpen(unknown, path))
      report(path, `must have a default, as ${optional} before it has one: put required arguments first`);
  });
}

/** Known families are checked to their limits; VECTOR, MAP and structured types only in form. */
function checkType(type: string, path: string, report: Report): void {
  if (type === "" || canonicalType(type) !== undefined) return;
  if (!/^(VECTOR|MAP|ARRAY|OBJECT)\s*\(.+\)$/i.test(type.trim()))
    report(path, "must be a Snowflake type within its limits, such as NUMBER(10,2), VARCHAR or VARIANT");
}

function checkReturns(kind: Kind, inputs: Bag, unknown: Unknown, report: Report): void {
  const [one, table] = [inputs.returns !== undefined, inputs.returnsTable !== undefined];
  const open = [...unknown].some((path) => /^returns(Table)?\b/.test(path));
  if (one && table) report("returnsTable", "cannot stand beside returns: keep the one that fits");
  if (!one && !table && !open) report("returns", "is required, or returnsTable");
  if (one) checkType(textOf(inputs.returns), "returns", report);
  const columns = list(inputs.returnsTable).map(bag);
  if (table && columns.length === 0 && kind === "FUNCTION" && !open)
    report("returnsTable", "must hold at least one column: only a procedure's table may be left open");
  columns.forEach((column, i) => {
    const type = textOf(column.type);
    checkName(text(column.name), `returnsTable[${i}].name`, report);
    checkType(type, `returnsTable[${i}].type`, report);
    if (kind === "PROCEDURE" && /^GEOGRAPHY$/i.test(type.trim()))
      report(`returnsTable[${i}].type`, "cannot be GEOGRAPHY: leave the columns open with returnsTable: []");
  });
  if (table && inputs.notNull === true)
    report("notNull", "is for a single value: remove it, or returnsTable");
}

function checkCode(inputs: Bag, unknown: Unknown, report: Report): void {
  const handler = text(inputs.handler);
  const code = text(inputs.code);
  const form = /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/;
  if (handler !== undefined && !form.test(handler)) {
    report("handler", "must be a Python name, or module.name for a staged file");
    return;
  }
  if (code === undefined) {
    if (unknown.has("code") || handler === undefined) return;
    if (!handler.includes("."))
      report("handler", "must be module.name when there is no code: the module is imported");
    if (inputs.imports === undefined && ![...unknown].some((path) => path.startsWith("imports")))
      report("code", "is required, or imports with the file that holds the handler");
    return;
  }
  if (Buffer.byteLength(code) > codeLimit)
    report("code", "must be at most 1 MB: put it on a stage with StageFile and import it");
  if (code.trim() === "") report("code", "must not be empty: leave it out for a staged handler");
  else if (handler !== undefined && !defines(code, handler.split(".")[0] ?? ""))
    report("handler", "is not defined at the top level of code");
}

/** Whether a line at the top level binds the name. */
function defines(code: string, name: string): boolean {
  const word = `\\b${name}\\b`;
  const forms = [
    `(async +)?def +${name}\\b`,
    `class +${name}\\b`,
    `${name} *[=:]`,
    `(from|import) .*${word}`,
  ];
  return (
    new RegExp(`^(${forms.join("|")})`, "m").test(code) ||
    new RegExp(`^from [^\\n]*import *\\([^)]*${word}`, "m").test(code)
  );
}

function checkImports(inputs: Bag, report: Report): void {
  const seen = new Set<string>();
  texts(inputs.imports).forEach((path, i) => {
    if (!/^@\S+\/\S/.test(path) || path.includes("'"))
      report(`imports[${i}]`, 'must be a staged file, such as @"DB"."SCHEMA"."STAGE"/lib/helper.py');
    const file = path.replace(/\/+$/, "").split("/").at(-1) ?? "";
    if (seen.has(file))
      report(`imports[${i}]`, `has the file name ${file} of an earlier import: names must differ`);
    seen.add(file);
  });
}

function checkPackages(inputs: Bag, report: Report): void {
  const seen = new Set<string>();
  texts(inputs.packages).forEach((spec, i) => {
    if (!packageSpec.test(spec)) {
      report(
        `packages[${i}]`,
        "must be a package name with versions after ==, <=, >=, < or >, such as numpy==2.3.1",
      );
      return;
    }
    const name = packageName(spec);
    if (seen.has(name)) report(`packages[${i}]`, `names ${name} twice`);
    seen.add(name);
  });
}

export function packageName(spec: string): string {
  return (/^[\w.-]+/.exec(spec)?.[0] ?? spec).toLowerCase().replace(/[-_.]+/g, "-");
}

export function hasPackage(inputs: Bag, name: string): boolean {
  return texts(inputs.packages).some((spec) => packageName(spec) === name);
}

function checkSecrets(inputs: Bag, unknown: Unknown, report: Report): void {
  const secrets = Object.entries(textMap(inputs.secrets));
  for (const [key, name] of secrets) {
    const path = `secrets.${key}`;
    if (!/^[A-Za-z_]\w*$/.test(key)) report(path, "must be named as a Python variable");
    if (!isQualified(name)) report(path, "must be the qualified name of a secret, such as DB.SCHEMA.API_KEY");
  }
  const open = [...unknown].some((path) => path.startsWith("externalAccessIntegrations"));
  if (secrets.length > 0 && texts(inputs.externalAccessIntegrations).length === 0 && !open)
    report("secrets", "need externalAccessIntegrations: a secret is readable only if one of them allows it");
}
