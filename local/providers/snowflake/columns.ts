import type { Bag, Value } from "../../../provider/framework/resource";
import { bag, bags, need, num, str } from "../common/values";
import type { Row } from "./connection";
import { cell, filled } from "./rows";
import { ident, literal, quoted } from "./sql";

const isText = (type: string): boolean => /^(VARCHAR|CHAR|CHARACTER|STRING|TEXT|NCHAR|NVARCHAR)/i.test(type);

/** Types in the form that DESCRIBE TABLE gives them: `varchar` and `VARCHAR(16777216)` are one type. */
export const typeOf = (type: string): string => {
  const plain = type
    .toUpperCase()
    .replaceAll(/\s*([(),])\s*/g, "$1")
    .trim();
  const [, base = plain, size] = /^([A-Z_ ]+?)(?:\((.*)\))?$/.exec(plain) ?? [];
  const text = {
    VARCHAR: 16777216,
    STRING: 16777216,
    TEXT: 16777216,
    NVARCHAR: 16777216,
    CHAR: 1,
    CHARACTER: 1,
    NCHAR: 1,
  }[base];
  if (text !== undefined) return `VARCHAR(${size ?? text})`;
  if (/^(NUMBER|DECIMAL|NUMERIC|DEC)$/.test(base))
    return `NUMBER(${size === undefined ? "38,0" : size.includes(",") ? size : `${size},0`})`;
  if (/^(INT|INTEGER|BIGINT|SMALLINT|TINYINT|BYTEINT)$/.test(base)) return "NUMBER(38,0)";
  if (/^(FLOAT|FLOAT4|FLOAT8|DOUBLE|DOUBLE PRECISION|REAL)$/.test(base)) return "FLOAT";
  if (/^(BINARY|VARBINARY)$/.test(base)) return `BINARY(${size ?? "8388608"})`;
  if (/^(DATETIME|TIMESTAMP|TIMESTAMPNTZ|TIMESTAMP_NTZ|TIMESTAMP WITHOUT TIME ZONE)$/.test(base))
    return `TIMESTAMP_NTZ(${size ?? "9"})`;
  if (/^(TIMESTAMPLTZ|TIMESTAMP_LTZ|TIMESTAMP WITH LOCAL TIME ZONE)$/.test(base))
    return `TIMESTAMP_LTZ(${size ?? "9"})`;
  if (/^(TIMESTAMPTZ|TIMESTAMP_TZ|TIMESTAMP WITH TIME ZONE)$/.test(base))
    return `TIMESTAMP_TZ(${size ?? "9"})`;
  return base === "TIME" ? `TIME(${size ?? "9"})` : plain;
};

const defaultOf = (column: Bag): string | undefined => {
  const value = bag(column.default);
  const constant = str(value.constant);
  if (constant !== undefined && constant !== "")
    return isText(need(column, "type")) ? literal(constant) : constant;
  const sequence = str(value.sequence);
  return str(value.expression) ?? (sequence === undefined ? undefined : `${quoted(sequence)}.NEXTVAL`);
};

/** A column as CREATE TABLE and ADD COLUMN take it. */
export const columnSql = (column: Bag): string => {
  const type = need(column, "type");
  const identity = bag(column.identity);
  const value = defaultOf(column);
  const policy = str(column.maskingPolicy);
  const collate = str(column.collate);
  const comment = str(column.comment);
  return [
    ident(need(column, "name")),
    type,
    ...(collate !== undefined && collate !== "" && isText(type) ? [`COLLATE ${literal(collate)}`] : []),
    ...(column.identity === undefined
      ? []
      : [`IDENTITY (${num(identity.startNum) ?? 1}, ${num(identity.stepNum) ?? 1})`]),
    ...(value === undefined ? [] : [`DEFAULT ${value}`]),
    ...(column.nullable === false ? ["NOT NULL"] : []),
    ...(policy === undefined || policy === "" ? [] : [`MASKING POLICY ${quoted(policy)}`]),
    ...(comment === undefined || comment === "" ? [] : [`COMMENT ${literal(comment)}`]),
  ].join(" ");
};

const seenDefault = (type: string, text: string): Bag => {
  const [, start, step] = /^IDENTITY START (-?\d+) INCREMENT (-?\d+)/i.exec(text) ?? [];
  if (start !== undefined) return { identity: { startNum: Number(start), stepNum: Number(step) } };
  if (/\.NEXTVAL$/i.test(text)) return { default: { sequence: quoted(text.replace(/\.NEXTVAL$/i, "")) } };
  if (text.includes("(")) return { default: { expression: text } };
  return { default: { constant: isText(type) ? text.replaceAll(/^'|'$/g, "").replaceAll("''", "'") : text } };
};

/** A row of DESCRIBE TABLE. */
export const columnFrom = (row: Row): Bag => {
  const type = cell(row, "type") ?? "";
  const value = filled(row, "default");
  const collate = filled(row, "collation");
  const policy = filled(row, "policy name");
  return {
    name: cell(row, "name"),
    type,
    nullable: cell(row, "null?") !== "N",
    ...(value === undefined ? {} : seenDefault(type, value)),
    ...(filled(row, "comment") === undefined ? {} : { comment: filled(row, "comment") }),
    ...(collate === undefined ? {} : { collate }),
    ...(policy === undefined ? {} : { maskingPolicy: quoted(policy) }),
  };
};

/** Columns in one form, for comparing. */
export const normalColumns = (columns: Value): Value =>
  bags(columns).map((column) => ({
    name: column.name,
    type: typeOf(str(column.type) ?? ""),
    nullable: column.nullable === false ? "no" : "yes",
    comment: column.comment,
    collate: column.collate,
    maskingPolicy:
      str(column.maskingPolicy) === undefined ? undefined : quoted(str(column.maskingPolicy) ?? ""),
    default: normalDefault(bag(column.default)),
    identity:
      column.identity === undefined
        ? undefined
        : { start: num(bag(column.identity).startNum) ?? 1, step: num(bag(column.identity).stepNum) ?? 1 },
  }));

function normalDefault(value: Bag): Value {
  const [given] = Object.values(value).filter((entry) => entry !== undefined && entry !== "");
  return str(given)?.replaceAll(/\s|"/g, "").toUpperCase();
}
