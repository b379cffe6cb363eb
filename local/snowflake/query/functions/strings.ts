import { unsupported } from "../../core/errors";
import { ARRAY, BINARY, BOOLEAN, NUMBER, TEXT } from "../../tables/types";
import { duckString } from "../database";
import { integer, is, isInstant, text, typed, type Typed } from "../translate/typed";
import { dateFormat } from "./date-formats";
import { constant, define, simple, type FunctionCall } from "./registry";

const t = (c: FunctionCall, index: number): string => text(c.arg(index));
const optional = (
  c: FunctionCall,
  index: number,
  sql: (value: Typed) => string,
  otherwise: string,
): string => {
  const value = c.args[index];
  return value === undefined ? otherwise : sql(value);
};

function plain(): void {
  for (const name of ["UPPER", "LOWER", "REVERSE", "SOUNDEX"].slice(0, 3))
    simple(name, 1, 1, TEXT, (c) => `${name.toLowerCase()}(${t(c, 0)})`);
  simple("INITCAP", 1, 1, TEXT, (c) => `floe.initcap(${t(c, 0)})`);
  simple("LENGTH LEN", 1, 1, NUMBER(), (c) =>
    is(c.arg(0), "binary") ? `octet_length(${c.arg(0).sql})` : `length(${t(c, 0)})`,
  );
  simple("OCTET_LENGTH", 1, 1, NUMBER(), (c) => `strlen(${t(c, 0)})`);
  simple("CONCAT", 1, 1000, TEXT, (c) => `(${c.args.map(text).join(" || ")})`);
  simple("CONCAT_WS", 2, 1000, TEXT, (c) => {
    const rest = c.args.slice(1).map(text);
    return `(CASE WHEN ${[t(c, 0), ...rest].map((part) => `${part} IS NULL`).join(" OR ")} THEN NULL ELSE concat_ws(${[t(c, 0), ...rest].join(", ")}) END)`;
  });
  simple("SUBSTR SUBSTRING", 2, 3, TEXT, (c) => {
    const start = integer(c.arg(1));
    return c.args.length === 2
      ? `substr(${t(c, 0)}, ${start})`
      : `substr(${t(c, 0)}, ${start}, greatest(${integer(c.arg(2))}, 0))`;
  });
  simple("LEFT", 2, 2, TEXT, (c) => `left(${t(c, 0)}, greatest(${integer(c.arg(1))}, 0))`);
  simple("RIGHT", 2, 2, TEXT, (c) => `right(${t(c, 0)}, greatest(${integer(c.arg(1))}, 0))`);
  for (const [name, duck] of [
    ["TRIM", "trim"],
    ["LTRIM", "ltrim"],
    ["RTRIM", "rtrim"],
  ] as const)
    simple(name, 1, 2, TEXT, (c) => `${duck}(${t(c, 0)}, ${optional(c, 1, text, "' '")})`);
  simple(
    "LPAD",
    2,
    3,
    TEXT,
    (c) => `lpad(${t(c, 0)}, CAST(${integer(c.arg(1))} AS INTEGER), ${optional(c, 2, text, "' '")})`,
  );
  simple(
    "RPAD",
    2,
    3,
    TEXT,
    (c) => `rpad(${t(c, 0)}, CAST(${integer(c.arg(1))} AS INTEGER), ${optional(c, 2, text, "' '")})`,
  );
  simple("REPLACE", 2, 3, TEXT, (c) => `replace(${t(c, 0)}, ${t(c, 1)}, ${optional(c, 2, text, "''")})`);
  simple("TRANSLATE", 3, 3, TEXT, (c) => `translate(${t(c, 0)}, ${t(c, 1)}, ${t(c, 2)})`);
  simple("REPEAT", 2, 2, TEXT, (c) => `repeat(${t(c, 0)}, ${integer(c.arg(1))})`);
  simple("SPACE", 1, 1, TEXT, (c) => `repeat(' ', ${integer(c.arg(0))})`);
  simple("ASCII", 1, 1, NUMBER(), (c) => `ascii(${t(c, 0)})`);
  simple("UNICODE", 1, 1, NUMBER(), (c) => `unicode(${t(c, 0)})`);
  simple("CHR CHAR", 1, 1, TEXT, (c) => `chr(CAST(${integer(c.arg(0))} AS INTEGER))`);
  simple("STARTSWITH", 2, 2, BOOLEAN, (c) => `starts_with(${t(c, 0)}, ${t(c, 1)})`);
  simple("ENDSWITH", 2, 2, BOOLEAN, (c) => `ends_with(${t(c, 0)}, ${t(c, 1)})`);
  simple("CONTAINS", 2, 2, BOOLEAN, (c) => `contains(${t(c, 0)}, ${t(c, 1)})`);
  simple("CHARINDEX POSITION", 2, 3, NUMBER(), (c) => {
    if (c.args.length === 2) return `instr(${t(c, 1)}, ${t(c, 0)})`;
    const start = integer(c.arg(2));
    const found = `instr(substr(${t(c, 1)}, ${start}), ${t(c, 0)})`;
    return `(CASE WHEN ${found} = 0 THEN 0 ELSE ${found} + ${start} - 1 END)`;
  });
  simple(
    "SPLIT_PART",
    3,
    3,
    TEXT,
    (c) =>
      `split_part(${t(c, 0)}, ${t(c, 1)}, CASE WHEN ${integer(c.arg(2))} = 0 THEN 1 ELSE ${integer(c.arg(2))} END)`,
  );
  simple("SPLIT", 2, 2, ARRAY, (c) => `to_json(string_split(${t(c, 0)}, ${t(c, 1)}))`);
  simple("STRTOK", 1, 3, TEXT, (c) => {
    const separators = optional(c, 1, (value) => `'[' || regexp_escape(${text(value)}) || ']+'`, "'[ ]+'");
    return `list_filter(regexp_split_to_array(${t(c, 0)}, ${separators}), lambda x: x <> '')[${optional(c, 2, integer, "1")}]`;
  });
  simple("EDITDISTANCE", 2, 2, NUMBER(), (c) => `levenshtein(${t(c, 0)}, ${t(c, 1)})`);
  simple(
    "JAROWINKLER_SIMILARITY",
    2,
    2,
    NUMBER(),
    (c) => `CAST(floor(jaro_winkler_similarity(${t(c, 0)}, ${t(c, 1)}) * 100) AS BIGINT)`,
  );
  simple(
    "INSERT",
    4,
    4,
    TEXT,
    (c) =>
      `(left(${t(c, 0)}, ${integer(c.arg(1))} - 1) || ${t(c, 3)} || substr(${t(c, 0)}, ${integer(c.arg(1))} + ${integer(c.arg(2))}))`,
  );
  define("TO_VARCHAR TO_CHAR", 1, 2, toText);
  simple("UUID_STRING", 0, 0, TEXT, () => "CAST(uuid() AS VARCHAR)");
}

function toText(c: FunctionCall): Typed {
  const value = c.arg(0);
  if (c.args.length === 1) return typed(text(value), TEXT);
  const format = constant(c, 1);
  if (isInstant(value) || is(value, "date", "time"))
    return typed(
      `strftime(${is(value, "time") ? `(DATE '1970-01-01' + ${value.sql})` : value.sql}, ${duckString(dateFormat(format))})`,
      TEXT,
    );
  if (is(value, "binary"))
    return typed(
      format.toUpperCase() === "BASE64"
        ? `to_base64(${value.sql})`
        : format.toUpperCase() === "UTF-8"
          ? `decode(${value.sql})`
          : `hex(${value.sql})`,
      TEXT,
    );
  return typed(numberFormat(value, format), TEXT);
}

/** The fixed-position number formats in common use: 9, 0, comma and point, with FM and a leading $. */
function numberFormat(value: Typed, format: string): string {
  const trimmed = /^FM/i.test(format);
  const body = format.replace(/^FM/i, "");
  const picture = /^(\$?)([90,]*)(?:\.([90]*))?$/.exec(body);
  if (picture === null) throw unsupported(`number format '${format}'`);
  const [, dollar = "", whole = "", fraction = ""] = picture;
  const zeros = whole.replaceAll(",", "").replace(/^9+/, "").length;
  const digits = `format('{:${whole.includes(",") ? "," : ""}.${fraction.length}f}', CAST(round(abs(${value.sql}), ${fraction.length}) AS DOUBLE))`;
  const padded =
    zeros > 1 && !whole.includes(",")
      ? `lpad(${digits}, ${zeros + (fraction.length > 0 ? fraction.length + 1 : 0)}, '0')`
      : digits;
  const signed = `(CASE WHEN ${value.sql} < 0 THEN '-' ELSE '' END || '${dollar}' || ${padded})`;
  return trimmed ? signed : `lpad(${signed}, ${body.length + 1}, ' ')`;
}

function patterns(): void {
  const flags = (c: FunctionCall, index: number): string =>
    c.args[index] === undefined ? "''" : duckString(constant(c, index).replace("e", "").replace("m", "m"));
  simple(
    "REGEXP_LIKE RLIKE",
    2,
    3,
    BOOLEAN,
    (c) => `regexp_full_match(${t(c, 0)}, ${t(c, 1)}, ${flags(c, 2)})`,
  );
  simple(
    "LIKE",
    2,
    3,
    BOOLEAN,
    (c) => `(${t(c, 0)} LIKE ${t(c, 1)}${c.args.length > 2 ? ` ESCAPE ${t(c, 2)}` : ""})`,
  );
  simple("ILIKE", 2, 3, BOOLEAN, (c) => `(${t(c, 0)} ILIKE ${t(c, 1)})`);
  simple("REGEXP_REPLACE", 2, 6, TEXT, (c) => {
    if (c.args.length > 4 && Number(c.arg(4).literal) !== 0)
      throw unsupported("REGEXP_REPLACE of one occurrence");
    const options = c.args[5] === undefined ? "'g'" : duckString(`g${constant(c, 5)}`);
    const head = c.args[3] === undefined ? "" : `left(${t(c, 0)}, ${integer(c.arg(3))} - 1) || `;
    const subject = c.args[3] === undefined ? t(c, 0) : `substr(${t(c, 0)}, ${integer(c.arg(3))})`;
    return `(${head}regexp_replace(${subject}, ${t(c, 1)}, ${optional(c, 2, text, "''")}, ${options}))`;
  });
  simple("REGEXP_SUBSTR", 2, 6, TEXT, (c) => {
    const occurrence = optional(c, 3, integer, "1");
    const group =
      c.args.length > 5
        ? integer(c.arg(5))
        : c.args[4] !== undefined && constant(c, 4).includes("e")
          ? "1"
          : "0";
    const subject = c.args.length > 2 ? `substr(${t(c, 0)}, ${integer(c.arg(2))})` : t(c, 0);
    return `regexp_extract_all(${subject}, ${t(c, 1)}, CAST(${group} AS INTEGER), ${flags(c, 4)})[${occurrence}]`;
  });
  simple(
    "REGEXP_COUNT",
    2,
    4,
    NUMBER(),
    (c) =>
      `len(regexp_extract_all(${c.args.length > 2 ? `substr(${t(c, 0)}, ${integer(c.arg(2))})` : t(c, 0)}, ${t(c, 1)}, 0, ${flags(c, 3)}))`,
  );
  simple("REGEXP_INSTR", 2, 2, NUMBER(), (c) => {
    const found = `regexp_extract(${t(c, 0)}, ${t(c, 1)})`;
    return `(CASE WHEN ${found} = '' THEN 0 ELSE instr(${t(c, 0)}, ${found}) END)`;
  });
}

function hashes(): void {
  simple("MD5 MD5_HEX", 1, 1, TEXT, (c) => `md5(${t(c, 0)})`);
  simple("SHA1 SHA1_HEX", 1, 1, TEXT, (c) => `sha1(${t(c, 0)})`);
  simple("SHA2 SHA2_HEX", 1, 2, TEXT, (c) => {
    if (c.args.length > 1 && Number(c.arg(1).literal) !== 256)
      throw unsupported("SHA2 of other lengths than 256");
    return `sha256(${t(c, 0)})`;
  });
  simple(
    "HASH",
    1,
    1000,
    NUMBER(19),
    (c) =>
      `CAST(hash(${c.args.map((arg) => (is(arg, "fixed") ? `CAST(${arg.sql} AS DECIMAL(38,9))` : arg.sql)).join(", ")}) // 2 AS BIGINT)`,
  );
  simple(
    "BASE64_ENCODE",
    1,
    1,
    TEXT,
    (c) => `to_base64(${is(c.arg(0), "binary") ? c.arg(0).sql : `encode(${t(c, 0)})`})`,
  );
  simple("BASE64_DECODE_STRING", 1, 1, TEXT, (c) => `decode(from_base64(${t(c, 0)}))`);
  simple(
    "HEX_ENCODE",
    1,
    1,
    TEXT,
    (c) => `hex(${is(c.arg(0), "binary") ? c.arg(0).sql : `encode(${t(c, 0)})`})`,
  );
  simple("HEX_DECODE_STRING", 1, 1, TEXT, (c) => `decode(unhex(${t(c, 0)}))`);
  simple("HEX_DECODE_BINARY", 1, 1, BINARY, (c) => `unhex(${t(c, 0)})`);
}

plain();
patterns();
hashes();
