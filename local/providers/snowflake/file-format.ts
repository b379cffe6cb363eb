import type { Bag, Value } from "../../../provider/framework/resource";
import { fixed, flag, integer, text, texts, type Table } from "../common/properties";
import { bag, scalar, str, strings } from "../common/values";
import { fullName, snowflake } from "./define";
import { alterations, assignments, type Kind, type Options } from "./options";
import { fullNameOf, pipedId, placeIn, placeInputs, placeOf } from "./place";
import { cell, filled } from "./rows";
import { drop, showRow } from "./show";
import { keyOf } from "./sql";

/** Options of each format, as the real provider allows them. */
const byType: Readonly<Record<string, readonly string[]>> = {
  CSV: [
    "compression",
    "recordDelimiter",
    "fieldDelimiter",
    "fileExtension",
    "parseHeader",
    "skipHeader",
    "skipBlankLines",
    "dateFormat",
    "timeFormat",
    "timestampFormat",
    "binaryFormat",
    "escape",
    "escapeUnenclosedField",
    "trimSpace",
    "fieldOptionallyEnclosedBy",
    "nullIfs",
    "errorOnColumnCountMismatch",
    "replaceInvalidCharacters",
    "emptyFieldAsNull",
    "skipByteOrderMark",
    "encoding",
  ],
  JSON: [
    "compression",
    "dateFormat",
    "timeFormat",
    "timestampFormat",
    "binaryFormat",
    "trimSpace",
    "nullIfs",
    "fileExtension",
    "enableOctal",
    "allowDuplicate",
    "stripOuterArray",
    "stripNullValues",
    "replaceInvalidCharacters",
    "ignoreUtf8Errors",
    "skipByteOrderMark",
  ],
  AVRO: ["compression", "trimSpace", "nullIfs"],
  ORC: ["trimSpace", "nullIfs"],
  PARQUET: ["compression", "binaryAsText", "trimSpace", "nullIfs"],
  XML: [
    "compression",
    "ignoreUtf8Errors",
    "preserveSpace",
    "stripOuterElement",
    "disableSnowflakeData",
    "disableAutoConvert",
    "skipByteOrderMark",
  ],
};
const flags = [
  "parseHeader",
  "skipBlankLines",
  "trimSpace",
  "errorOnColumnCountMismatch",
  "replaceInvalidCharacters",
  "emptyFieldAsNull",
  "skipByteOrderMark",
  "enableOctal",
  "allowDuplicate",
  "stripOuterArray",
  "stripNullValues",
  "ignoreUtf8Errors",
  "binaryAsText",
  "preserveSpace",
  "stripOuterElement",
  "disableSnowflakeData",
  "disableAutoConvert",
];
const strange: Readonly<Record<string, string>> = {
  nullIfs: "NULL_IF",
  ignoreUtf8Errors: "IGNORE_UTF8_ERRORS",
};
const plain = new Set(["compression", "binaryFormat", "skipHeader", ...flags]);
const all = [...new Set(Object.values(byType).flat())];

const options: Options = Object.fromEntries(
  [...all, "comment"].map((name): [string, readonly [Kind, string]] => [
    name,
    [name === "nullIfs" ? "texts" : plain.has(name) ? "plain" : "text", strange[name] ?? keyOf(name)],
  ]),
);
const table: Table = Object.fromEntries(
  all.map((name) => {
    const what = `Option ${strange[name] ?? keyOf(name)}.`;
    if (name === "nullIfs") return [name, texts(what, { computed: true })];
    if (name === "skipHeader") return [name, integer(what)];
    return [name, flags.includes(name) ? flag(what) : text(what, { computed: name !== "fileExtension" })];
  }),
);

/** The real provider sends every flag of the format, its own default being false. */
const withFlags = (inputs: Bag): Bag => {
  const allowed = byType[str(inputs.formatType) ?? ""] ?? [];
  return {
    ...inputs,
    ...Object.fromEntries(
      allowed.filter((name) => flags.includes(name)).map((name) => [name, inputs[name] === true]),
    ),
  };
};

const valueOf = (name: string, value: Value): Value => {
  if (name === "nullIfs") return Array.isArray(value) ? strings(value) : [];
  if (name === "skipHeader") return Number(value);
  return flags.includes(name) ? value === true || value === "true" : str(value);
};

export const fileFormat = snowflake({
  token: "snowflake:index/fileFormat:FileFormat",
  description: "How files are read and written.",
  status: "simulated",
  feature: "snowflake_file_format_resource",
  inputs: {
    name: text("Name of the file format."),
    ...placeInputs,
    ...fixed({ formatType: text("Format.", { required: true, allowed: Object.keys(byType) }) }),
    ...table,
    comment: text("Comment."),
  },
  outputs: fullName,
  naming: { property: "name", longest: 255 },
  check(inputs) {
    const type = str(inputs.formatType);
    const allowed = type === undefined ? all : (byType[type] ?? all);
    return all
      .filter((name) => inputs[name] !== undefined && !allowed.includes(name))
      .map((name) => ({ property: name, reason: `is no option of the format ${type ?? ""}` }));
  },
  derive: fullNameOf,
  async create(inputs, call) {
    const place = placeIn(inputs);
    await call.sql(
      [
        `CREATE FILE FORMAT ${place.full} TYPE = ${scalar(inputs.formatType)}`,
        ...assignments(options, withFlags(inputs)),
      ].join(" "),
    );
    return pipedId(place);
  },
  async read(id, call) {
    const place = placeOf(id);
    const row = await showRow(call, "FILE FORMATS", place.name, [place.database, place.schema]);
    if (row === undefined) return undefined;
    const given = cell(row, "format_options");
    const found = bag(given === undefined ? {} : (JSON.parse(given) as Bag));
    const type = cell(row, "type") ?? "CSV";
    const seen = (byType[type] ?? []).map((name): [string, Value] => {
      const value = found[strange[name] ?? keyOf(name)];
      return [name, value === undefined || value === null ? undefined : valueOf(name, value)];
    });
    return {
      ...Object.fromEntries(seen),
      id: pipedId(place),
      database: place.database,
      schema: place.schema,
      name: place.name,
      formatType: type,
      comment: filled(row, "comment"),
      fullyQualifiedName: place.full,
    };
  },
  async update(id, { changed, news }, call) {
    const place = placeIn(news);
    if (changed.has("name")) await call.sql(`ALTER FILE FORMAT ${placeOf(id).full} RENAME TO ${place.full}`);
    for (const sql of alterations(`ALTER FILE FORMAT ${place.full}`, options, withFlags(news), changed))
      await call.sql(sql);
    return pipedId(place);
  },
  delete: (id, _state, call) => drop(call, "FILE FORMAT", placeOf(id).full),
});
