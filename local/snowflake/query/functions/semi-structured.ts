import { ARRAY, BOOLEAN, NUMBER, OBJECT, TEXT, VARIANT } from "../../tables/types";
import { duckString } from "../database";
import { cast, integer, is, isSemi, json, text, typed, type Typed } from "../translate/typed";
import { constant, define, simple, type FunctionCall } from "./registry";

const j = (c: FunctionCall, index: number): string => json(c.arg(index));
const list = (value: Typed): string => `CAST(${json(value)} AS JSON[])`;
const l = (c: FunctionCall, index: number): string => list(c.arg(index));

/** An object of key and value pairs; SQL NULL values are left out, as OBJECT_CONSTRUCT does. */
export function objectSql(pairs: readonly (readonly [key: string, value: Typed])[]): string {
  const parts = pairs.map(
    ([key, value]) => `(CAST(to_json(${key}) AS VARCHAR) || ':' || CAST(${json(value)} AS VARCHAR))`,
  );
  return parts.length === 0
    ? "'{}'::JSON"
    : `CAST('{' || concat_ws(',', ${parts.join(", ")}) || '}' AS JSON)`;
}

function pairs(c: FunctionCall): [string, Typed][] {
  const out: [string, Typed][] = [];
  for (let index = 0; index + 1 < c.args.length; index += 2) out.push([text(c.arg(index)), c.arg(index + 1)]);
  return out;
}

/** `a.b[0]` as DuckDB's JSON path. */
export function jsonPath(path: string): string {
  const steps = path.match(/\["[^"]*"\]|\['[^']*'\]|\[\d+\]|"[^"]*"|[^.[\]"]+/g) ?? [];
  return `$${steps
    .map((step) => {
      if (/^\[\d+\]$/.test(step)) return step;
      return `."${step.replace(/^\[?["']?/, "").replace(/["']?\]?$/, "")}"`;
    })
    .join("")}`;
}

function construct(): void {
  simple("PARSE_JSON", 1, 1, VARIANT, (c) =>
    isSemi(c.arg(0)) ? c.arg(0).sql : `json(nullif(trim(${text(c.arg(0))}), ''))`,
  );
  simple("TRY_PARSE_JSON", 1, 1, VARIANT, (c) => `TRY_CAST(nullif(trim(${text(c.arg(0))}), '') AS JSON)`);
  define("CHECK_JSON", 1, 1, (c) =>
    typed(`(CASE WHEN json_valid(${text(c.arg(0))}) THEN NULL ELSE 'invalid JSON' END)`, TEXT),
  );
  simple("OBJECT_CONSTRUCT", 0, 1000, OBJECT, (c) => objectSql(pairs(c)));
  simple(
    "OBJECT_CONSTRUCT_KEEP_NULL",
    0,
    1000,
    OBJECT,
    (c) =>
      `json_object(${pairs(c)
        .flatMap(([key, value]) => [key, json(value)])
        .join(", ")})`,
  );
  simple("ARRAY_CONSTRUCT", 0, 1000, ARRAY, (c) => `json_array(${c.args.map(json).join(", ")})`);
  simple(
    "ARRAY_CONSTRUCT_COMPACT",
    0,
    1000,
    ARRAY,
    (c) => `to_json(list_filter([${c.args.map(json).join(", ")}]::JSON[], lambda x: x IS NOT NULL))`,
  );
  define("TO_VARIANT", 1, 1, (c) => cast(c.arg(0), VARIANT));
  define("TO_OBJECT", 1, 1, (c) => cast(c.arg(0), OBJECT));
  define("TO_ARRAY", 1, 1, (c) =>
    isSemi(c.arg(0))
      ? typed(
          `(CASE WHEN json_type(${c.arg(0).sql}) = 'ARRAY' THEN ${c.arg(0).sql} ELSE json_array(${c.arg(0).sql}) END)`,
          ARRAY,
        )
      : cast(c.arg(0), ARRAY),
  );
  simple("TO_JSON", 1, 1, TEXT, (c) => `CAST(json(${j(c, 0)}) AS VARCHAR)`);
  simple(
    "ARRAY_GENERATE_RANGE",
    2,
    3,
    ARRAY,
    (c) =>
      `to_json(range(${integer(c.arg(0))}, ${integer(c.arg(1))}, ${c.args[2] === undefined ? "1" : integer(c.arg(2))}))`,
  );
}

function access(): void {
  simple("GET", 2, 2, VARIANT, (c) =>
    is(c.arg(1), "text")
      ? `json_extract(${j(c, 0)}, '$."' || ${c.arg(1).sql} || '"')`
      : `json_extract(${j(c, 0)}, '$[' || ${integer(c.arg(1))} || ']')`,
  );
  simple(
    "GET_PATH",
    2,
    2,
    VARIANT,
    (c) => `json_extract(${j(c, 0)}, ${duckString(jsonPath(constant(c, 1)))})`,
  );
  simple(
    "JSON_EXTRACT_PATH_TEXT",
    2,
    2,
    TEXT,
    (c) =>
      `json_extract_string(${isSemi(c.arg(0)) ? j(c, 0) : text(c.arg(0))}, ${duckString(jsonPath(constant(c, 1)))})`,
  );
  simple("OBJECT_KEYS", 1, 1, ARRAY, (c) => `to_json(json_keys(${j(c, 0)}))`);
  simple("TYPEOF", 1, 1, TEXT, (c) => `floe.json_typeof(${j(c, 0)})`);
  simple("STRIP_NULL_VALUE", 1, 1, VARIANT, (c) => `nullif(${j(c, 0)}, 'null'::JSON)`);
  simple("IS_NULL_VALUE", 1, 1, BOOLEAN, (c) => `(json_type(${j(c, 0)}) = 'NULL')`);
  for (const [name, types] of Object.entries({
    IS_ARRAY: "'ARRAY'",
    IS_OBJECT: "'OBJECT'",
    IS_BOOLEAN: "'BOOLEAN'",
    IS_INTEGER: "'BIGINT','UBIGINT'",
    IS_DECIMAL: "'BIGINT','UBIGINT','DOUBLE'",
    IS_DOUBLE: "'BIGINT','UBIGINT','DOUBLE'",
    IS_REAL: "'BIGINT','UBIGINT','DOUBLE'",
    "IS_VARCHAR IS_CHAR": "'VARCHAR'",
  }))
    simple(name, 1, 1, BOOLEAN, (c) => `(json_type(${j(c, 0)}) IN (${types}))`);
  for (const [name, type, check] of [
    ["AS_VARCHAR AS_CHAR", TEXT, "'VARCHAR'"],
    ["AS_INTEGER", NUMBER(), "'BIGINT','UBIGINT'"],
    ["AS_DOUBLE AS_REAL", { kind: "real" }, "'BIGINT','UBIGINT','DOUBLE'"],
    ["AS_BOOLEAN", BOOLEAN, "'BOOLEAN'"],
    ["AS_ARRAY", ARRAY, "'ARRAY'"],
    ["AS_OBJECT", OBJECT, "'OBJECT'"],
  ] as const)
    define(name, 1, 1, (c) => {
      const value = typed(j(c, 0), VARIANT);
      return typed(
        `(CASE WHEN json_type(${value.sql}) IN (${check}) THEN ${cast(value, type).sql} END)`,
        type,
      );
    });
}

function arrays(): void {
  simple(
    "ARRAY_SIZE",
    1,
    1,
    NUMBER(),
    (c) => `(CASE WHEN json_type(${j(c, 0)}) = 'ARRAY' THEN json_array_length(${j(c, 0)}) END)`,
  );
  simple("ARRAY_CONTAINS", 2, 2, BOOLEAN, (c) => `list_contains(${l(c, 1)}, ${j(c, 0)})`);
  simple("ARRAY_POSITION", 2, 2, NUMBER(), (c) => `nullif(list_position(${l(c, 1)}, ${j(c, 0)}), 0) - 1`);
  simple("ARRAY_APPEND", 2, 2, ARRAY, (c) => `to_json(list_append(${l(c, 0)}, ${j(c, 1)}))`);
  simple("ARRAY_PREPEND", 2, 2, ARRAY, (c) => `to_json(list_prepend(${j(c, 1)}, ${l(c, 0)}))`);
  simple("ARRAY_CAT", 2, 2, ARRAY, (c) => `to_json(list_concat(${l(c, 0)}, ${l(c, 1)}))`);
  simple(
    "ARRAY_SLICE",
    3,
    3,
    ARRAY,
    (c) => `to_json((${l(c, 0)})[${integer(c.arg(1))} + 1 : ${integer(c.arg(2))}])`,
  );
  simple(
    "ARRAY_TO_STRING",
    2,
    2,
    TEXT,
    (c) =>
      `array_to_string(list_transform(${l(c, 0)}, lambda x: coalesce(x ->> '$', '')), ${text(c.arg(1))})`,
  );
  simple(
    "ARRAY_COMPACT",
    1,
    1,
    ARRAY,
    (c) => `to_json(list_filter(${l(c, 0)}, lambda x: json_type(x) <> 'NULL'))`,
  );
  simple("ARRAY_DISTINCT", 1, 1, ARRAY, (c) => `to_json(list_distinct(${l(c, 0)}))`);
  simple("ARRAY_SORT", 1, 1, ARRAY, (c) => `to_json(list_sort(${l(c, 0)}))`);
  simple("ARRAY_INTERSECTION", 2, 2, ARRAY, (c) => `to_json(list_intersect(${l(c, 0)}, ${l(c, 1)}))`);
  simple("ARRAYS_OVERLAP", 2, 2, BOOLEAN, (c) => `list_has_any(${l(c, 0)}, ${l(c, 1)})`);
  simple(
    "OBJECT_INSERT",
    3,
    4,
    OBJECT,
    (c) => `json_merge_patch(${j(c, 0)}, json_object(${text(c.arg(1))}, ${j(c, 2)}))`,
  );
  simple(
    "OBJECT_DELETE",
    2,
    1000,
    OBJECT,
    (c) =>
      `json_merge_patch(${j(c, 0)}, json_object(${c.args
        .slice(1)
        .map((key) => `${text(key)}, NULL`)
        .join(", ")}))`,
  );
  simple("OBJECT_PICK", 2, 1000, OBJECT, (c) =>
    objectSql(
      c.args
        .slice(1)
        .map((key) => [text(key), typed(`json_extract(${j(c, 0)}, '$."' || ${text(key)} || '"')`, VARIANT)]),
    ),
  );
}

construct();
access();
arrays();
