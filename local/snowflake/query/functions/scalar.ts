import { BOOLEAN, FLOAT, NUMBER, TEXT } from "../../tables/types";
import {
  boolean,
  cast,
  comparable,
  double,
  integer,
  is,
  number,
  scaleOf,
  text,
  typed,
  unify,
  wide,
  type Typed,
} from "../translate/typed";
import { divide } from "../translate/arithmetic";
import { constant, define, simple, type FunctionCall } from "./registry";

const MANY = 1000;
const choice = (values: readonly Typed[], sql: (sqls: readonly string[]) => string): Typed => {
  const { sqls, type } = unify(values);
  return typed(sql(sqls), type);
};

/** Conditions and NULL handling. */
function conditionals(): void {
  define("IFF", 3, 3, (c) =>
    choice(
      c.args.slice(1),
      ([a, b]) => `(CASE WHEN ${boolean(c.arg(0))} THEN ${a ?? ""} ELSE ${b ?? ""} END)`,
    ),
  );
  define("COALESCE NVL IFNULL", 1, MANY, (c) => choice(c.args, (all) => `coalesce(${all.join(", ")})`));
  define("NVL2", 3, 3, (c) =>
    choice(
      c.args.slice(1),
      ([a, b]) => `(CASE WHEN ${c.arg(0).sql} IS NOT NULL THEN ${a ?? ""} ELSE ${b ?? ""} END)`,
    ),
  );
  define("NULLIF", 2, 2, (c) =>
    typed(
      `(CASE WHEN ${comparable(c.arg(0), c.arg(1)).join(" = ")} THEN NULL ELSE ${wide(c.arg(0)).sql} END)`,
      c.arg(0).type,
    ),
  );
  define("ZEROIFNULL", 1, 1, (c) => typed(`coalesce(${number(c.arg(0)).sql}, 0)`, number(c.arg(0)).type));
  define("NULLIFZERO", 1, 1, (c) => typed(`nullif(${number(c.arg(0)).sql}, 0)`, number(c.arg(0)).type));
  define("GREATEST", 1, MANY, (c) => extreme(c, "greatest"));
  define("LEAST", 1, MANY, (c) => extreme(c, "least"));
  define("GREATEST_IGNORE_NULLS", 1, MANY, (c) => choice(c.args, (all) => `greatest(${all.join(", ")})`));
  define("LEAST_IGNORE_NULLS", 1, MANY, (c) => choice(c.args, (all) => `least(${all.join(", ")})`));
  define("DECODE", 3, MANY, decode);
  simple(
    "EQUAL_NULL",
    2,
    2,
    BOOLEAN,
    (c) => `(${comparable(c.arg(0), c.arg(1)).join(" IS NOT DISTINCT FROM ")})`,
  );
  simple("BOOLAND", 2, 2, BOOLEAN, (c) => `(${boolean(c.arg(0))} AND ${boolean(c.arg(1))})`);
  simple("BOOLOR", 2, 2, BOOLEAN, (c) => `(${boolean(c.arg(0))} OR ${boolean(c.arg(1))})`);
  simple("BOOLNOT", 1, 1, BOOLEAN, (c) => `(NOT ${boolean(c.arg(0))})`);
  simple("BOOLXOR", 2, 2, BOOLEAN, (c) => `(${boolean(c.arg(0))} <> ${boolean(c.arg(1))})`);
}

/** NULL when any argument is NULL, unlike DuckDB's. */
function extreme(c: FunctionCall, name: string): Typed {
  const nulls = c.args.map((arg) => `${arg.sql} IS NULL`).join(" OR ");
  return choice(c.args, (all) => `(CASE WHEN ${nulls} THEN NULL ELSE ${name}(${all.join(", ")}) END)`);
}

function decode(c: FunctionCall): Typed {
  const rest = c.args.slice(1);
  const results = rest.filter(
    (_, index) => index % 2 === 1 || (index === rest.length - 1 && rest.length % 2 === 1),
  );
  const { sqls, type } = unify(results);
  const whens: string[] = [];
  for (let index = 0; index + 1 < rest.length; index += 2)
    whens.push(
      `WHEN ${comparable(c.arg(0), rest[index] ?? c.arg(0)).join(" IS NOT DISTINCT FROM ")} THEN ${sqls[index / 2] ?? "NULL"}`,
    );
  const otherwise = rest.length % 2 === 1 ? ` ELSE ${sqls.at(-1) ?? "NULL"}` : "";
  return typed(`(CASE ${whens.join(" ")}${otherwise} END)`, type);
}

function numbers(): void {
  define("ABS", 1, 1, (c) => typed(`abs(${wide(number(c.arg(0))).sql})`, number(c.arg(0)).type));
  define("CEIL CEILING", 1, 2, (c) => rounded(c, "ceil"));
  define("FLOOR", 1, 2, (c) => rounded(c, "floor"));
  define("ROUND", 1, 2, (c) => rounded(c, "round"));
  define("TRUNC TRUNCATE", 1, 2, (c) => rounded(c, "trunc"));
  define("MOD", 2, 2, (c) => {
    const [a, b] = [wide(number(c.arg(0))), wide(number(c.arg(1)))];
    return typed(
      `floe.modulo(${a.sql}, ${b.sql})`,
      is(a, "real") || is(b, "real") ? FLOAT : NUMBER(38, Math.max(scaleOf(a), scaleOf(b))),
    );
  });
  define("DIV0", 2, 2, (c) => safeDivide(c, false));
  define("DIV0NULL", 2, 2, (c) => safeDivide(c, true));
  simple("SIGN", 1, 1, NUMBER(), (c) => `sign(${number(c.arg(0)).sql})`);
  for (const name of "SQRT EXP LN SIN COS TAN COT ASIN ACOS ATAN SINH COSH TANH DEGREES RADIANS CBRT".split(
    " ",
  ))
    simple(name, 1, 1, FLOAT, (c) => `${name.toLowerCase()}(${double(c.arg(0))})`);
  simple("ATAN2", 2, 2, FLOAT, (c) => `atan2(${double(c.arg(0))}, ${double(c.arg(1))})`);
  simple("POWER POW", 2, 2, FLOAT, (c) => `power(${double(c.arg(0))}, ${double(c.arg(1))})`);
  simple("SQUARE", 1, 1, FLOAT, (c) => `power(${double(c.arg(0))}, 2)`);
  simple("LOG", 2, 2, FLOAT, (c) => `(ln(${double(c.arg(1))}) / ln(${double(c.arg(0))}))`);
  simple("PI", 0, 0, FLOAT, () => "pi()");
  simple("FACTORIAL", 1, 1, NUMBER(), (c) => `factorial(CAST(${integer(c.arg(0))} AS INTEGER))`);
  simple("BITAND", 2, 2, NUMBER(), (c) => `(${integer(c.arg(0))} & ${integer(c.arg(1))})`);
  simple("BITOR", 2, 2, NUMBER(), (c) => `(${integer(c.arg(0))} | ${integer(c.arg(1))})`);
  simple("BITXOR", 2, 2, NUMBER(), (c) => `xor(${integer(c.arg(0))}, ${integer(c.arg(1))})`);
  simple("BITNOT", 1, 1, NUMBER(), (c) => `(~ ${integer(c.arg(0))})`);
  simple("BITSHIFTLEFT", 2, 2, NUMBER(), (c) => `(${integer(c.arg(0))} << ${integer(c.arg(1))})`);
  simple("BITSHIFTRIGHT", 2, 2, NUMBER(), (c) => `(${integer(c.arg(0))} >> ${integer(c.arg(1))})`);
  simple("WIDTH_BUCKET", 4, 4, NUMBER(), (c) => {
    const [x, low, high, count] = [0, 1, 2, 3].map((index) => double(c.arg(index)));
    return `CAST(CASE WHEN ${x ?? ""} < ${low ?? ""} THEN 0 WHEN ${x ?? ""} >= ${high ?? ""} THEN ${count ?? ""} + 1 ELSE floor((${x ?? ""} - ${low ?? ""}) / ((${high ?? ""} - ${low ?? ""}) / ${count ?? ""})) + 1 END AS BIGINT)`;
  });
  simple("HAVERSINE", 4, 4, FLOAT, (c) => {
    const [a, b, x, y] = [0, 1, 2, 3].map((index) => `radians(${double(c.arg(index))})`);
    return `(2 * 6371 * asin(sqrt(power(sin((${x ?? ""} - ${a ?? ""}) / 2), 2) + cos(${a ?? ""}) * cos(${x ?? ""}) * power(sin((${y ?? ""} - ${b ?? ""}) / 2), 2))))`;
  });
  simple("RANDOM", 0, 0, NUMBER(19), () => "CAST((random() - 0.5) * 18446744073709549568 AS BIGINT)");
  define("UNIFORM", 3, 3, uniform);
  simple(
    "NORMAL",
    3,
    3,
    FLOAT,
    (c) =>
      `(${double(c.arg(0))} + ${double(c.arg(1))} * sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random()))`,
  );
  simple(
    "RANDSTR",
    2,
    2,
    TEXT,
    (c) =>
      `(SELECT string_agg(chr(CAST(97 + floor(random() * 26) AS INTEGER)), '') FROM range(${constant(c, 0)}) AS r(i) WHERE ${c.arg(1).sql} IS NOT NULL)`,
  );
}

function uniform(c: FunctionCall): Typed {
  const [low, high] = [c.arg(0), c.arg(1)];
  const whole = is(low, "fixed") && is(high, "fixed") && scaleOf(low) === 0 && scaleOf(high) === 0;
  const fraction = c.arg(2).sql.startsWith("CAST((random")
    ? "random()"
    : `(CAST(abs(CAST(${c.arg(2).sql} AS HUGEINT)) AS DOUBLE) / 9223372036854775808)`;
  if (whole)
    return typed(
      `CAST(floor(${integer(low)} + ${fraction} * (${integer(high)} - ${integer(low)} + 1)) AS BIGINT)`,
      NUMBER(),
    );
  return typed(`(${double(low)} + ${fraction} * (${double(high)} - ${double(low)}))`, FLOAT);
}

function rounded(c: FunctionCall, name: string): Typed {
  const value = number(c.arg(0));
  if (is(c.arg(0), "date", "timestamp_ntz", "timestamp_ltz", "timestamp_tz"))
    return typed(`date_trunc('${constant(c, 1)}', ${c.arg(0).sql})`, c.arg(0).type);
  const places = c.args.length > 1 ? integer(c.arg(1)) : "0";
  const scale = Number(c.args[1]?.literal ?? 0);
  if (value.type?.kind !== "fixed") {
    if (name === "round") return typed(`round(${value.sql}, CAST(${places} AS INTEGER))`, FLOAT);
    return typed(
      places === "0"
        ? `${name}(${value.sql})`
        : `(${name}(${value.sql} * power(10, ${places})) / power(10, ${places}))`,
      FLOAT,
    );
  }
  const type = NUMBER(38, Math.max(0, Math.min(scale, value.type.scale)));
  const x = wide(value).sql;
  if (scale >= value.type.scale) return typed(x, value.type);
  const sql =
    name === "round"
      ? `round(${x}, ${places})`
      : scale === 0
        ? `${name}(${x})`
        : `(${name}(${x} * power(10, ${places})) / power(10, ${places}))`;
  return typed(`CAST(${sql} AS DECIMAL(38,${type.kind === "fixed" ? type.scale : 0}))`, type);
}

function safeDivide(c: FunctionCall, nullToo: boolean): Typed {
  const [a, b] = [wide(number(c.arg(0))), wide(number(c.arg(1)))];
  const quotient = divide(a, typed(`nullif(${b.sql}, 0)`, b.type));
  const zero = nullToo ? `coalesce(${b.sql}, 0) = 0` : `${b.sql} = 0`;
  return typed(`(CASE WHEN ${zero} THEN 0 ELSE ${quotient.sql} END)`, quotient.type);
}

function conversions(): void {
  define("TO_NUMBER TO_DECIMAL TO_NUMERIC", 1, 4, (c) => toNumber(c, false));
  define("TRY_TO_NUMBER TRY_TO_DECIMAL TRY_TO_NUMERIC", 1, 4, (c) => toNumber(c, true));
  define("TO_DOUBLE", 1, 1, (c) => cast(c.arg(0), FLOAT));
  define("TRY_TO_DOUBLE", 1, 1, (c) => cast(c.arg(0), FLOAT, true));
  define("TO_BOOLEAN", 1, 1, (c) => cast(c.arg(0), BOOLEAN));
  define("TRY_TO_BOOLEAN", 1, 1, (c) => cast(c.arg(0), BOOLEAN, true));
  define("TO_BINARY", 1, 2, (c) => {
    const format = c.args.length > 1 ? constant(c, 1).toUpperCase() : "HEX";
    const sql =
      format === "HEX"
        ? `unhex(${text(c.arg(0))})`
        : format === "BASE64"
          ? `from_base64(${text(c.arg(0))})`
          : `encode(${text(c.arg(0))})`;
    return typed(sql, { kind: "binary", length: 8_388_608 });
  });
}

function toNumber(c: FunctionCall, safe: boolean): Typed {
  const formatted = c.args.length > 1 && is(c.arg(1), "text");
  const numbers = c.args.slice(formatted ? 2 : 1);
  const precision = Number(numbers[0]?.literal ?? 38);
  const scale = Number(numbers[1]?.literal ?? 0);
  const value = formatted ? typed(`replace(replace(${text(c.arg(0))}, ',', ''), '$', '')`, TEXT) : c.arg(0);
  return cast(value, NUMBER(precision, scale), safe);
}

conditionals();
numbers();
conversions();
