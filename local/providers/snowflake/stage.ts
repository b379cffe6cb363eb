import type { Bag } from "../../../provider/framework/resource";
import { fixed, text } from "../common/properties";
import { str } from "../common/values";
import type { Row } from "./connection";
import { fullName, snowflake } from "./define";
import { fullNameOf, pipedId, placeIn, placeInputs, placeOf } from "./place";
import { cell, filled } from "./rows";
import { drop, orAbsent, showRow } from "./show";
import { ident, literal } from "./sql";

/** Options as one text, as the real provider takes and gives them: `TYPE = CSV FIELD_DELIMITER = |`. */
const clause = (key: string, value: string | undefined): string[] =>
  value === undefined || value === "" ? [] : [`${key} = (${value})`];
const clauses = (inputs: Bag): string[] => [
  ...(str(inputs.url) === undefined ? [] : [`URL = ${literal(str(inputs.url) ?? "")}`]),
  ...clause("CREDENTIALS", str(inputs.credentials)),
  ...(str(inputs.storageIntegration) === undefined
    ? []
    : [`STORAGE_INTEGRATION = ${ident(str(inputs.storageIntegration) ?? "")}`]),
  ...clause("ENCRYPTION", str(inputs.encryption)),
  ...clause("FILE_FORMAT", str(inputs.fileFormat)),
  ...clause("COPY_OPTIONS", str(inputs.copyOptions)),
  ...clause("DIRECTORY", str(inputs.directory)),
  ...(str(inputs.comment) === undefined ? [] : [`COMMENT = ${literal(str(inputs.comment) ?? "")}`]),
];

/** `TYPE='CSV' field_delimiter = ","` and `TYPE = CSV FIELD_DELIMITER = ,` say the same. */
const words = (text: string | undefined): string =>
  [...(text ?? "").matchAll(/([A-Za-z_]+)\s*=\s*('(?:[^'\\]|\\.|'')*'|\([^)]*\)|[^\s,]+)/g)]
    .map(
      ([, key = "", value = ""]) => `${key.toUpperCase()}=${value.replaceAll(/['"\s]/g, "").toUpperCase()}`,
    )
    .sort()
    .join(" ");

const different = (rows: readonly Row[], parent: string): string =>
  rows
    .filter((row) => cell(row, "parent_property") === parent && cell(row, "property") !== "LAST_REFRESHED_ON")
    .filter((row) => (cell(row, "property_value") ?? "") !== (cell(row, "property_default") ?? ""))
    .map((row) => `${cell(row, "property") ?? ""} = ${cell(row, "property_value") ?? ""}`)
    .join(" ");

export const stage = snowflake({
  token: "snowflake:index/stage:Stage",
  description: "A stage: a place for files, inside Snowflake or in a bucket.",
  status: "simulated",
  feature: "snowflake_stage_resource",
  inputs: {
    ...fixed({ name: text("Name of the stage."), directory: text("Directory table: ENABLE = true ...") }),
    ...placeInputs,
    url: text("s3:// URL of an external stage."),
    credentials: text("Credentials of an external stage without an integration.", { secret: true }),
    storageIntegration: text("Storage integration."),
    fileFormat: text("File format: FORMAT_NAME = ... or TYPE = CSV ..."),
    copyOptions: text("Options of COPY."),
    encryption: text("Encryption of files."),
    comment: text("Comment."),
    awsExternalId: text("External id.", { computed: true }),
    snowflakeIamUser: text("User of the stage.", { computed: true }),
  },
  unsupported: ["tags"],
  outputs: fullName,
  naming: { property: "name", longest: 255 },
  derive: fullNameOf,
  same(property, old, value) {
    if (!["fileFormat", "copyOptions", "directory", "encryption"].includes(property)) return false;
    return words(str(old)) === words(str(value));
  },
  async create(inputs, call) {
    const place = placeIn(inputs);
    await call.sql([`CREATE STAGE ${place.full}`, ...clauses(inputs)].join(" "));
    return pipedId(place);
  },
  async read(id, call, prior) {
    const place = placeOf(id);
    const row = await showRow(call, "STAGES", place.name, [place.database, place.schema]);
    if (row === undefined) return undefined;
    const rows = (await orAbsent(call.sql(`DESCRIBE STAGE ${place.full}`))) ?? [];
    const value = (name: string) =>
      filled(
        rows.find((one) => cell(one, "property") === name),
        "property_value",
      );
    const formatName = value("FORMAT_NAME");
    const wanted = str(prior?.inputs.fileFormat);
    // A named format is shown by its name only; the program's own way of writing it is kept.
    const named =
      formatName !== undefined &&
      wanted !== undefined &&
      wanted.replaceAll(/["']/g, "").toUpperCase().includes(formatName.replaceAll(/["']/g, "").toUpperCase());
    return {
      id: pipedId(place),
      database: place.database,
      schema: place.schema,
      name: place.name,
      url: value("URL")?.replaceAll(/^\["?|"?\]$/g, ""),
      storageIntegration: filled(row, "storage_integration"),
      fileFormat: named ? wanted : different(rows, "STAGE_FILE_FORMAT"),
      copyOptions: different(rows, "STAGE_COPY_OPTIONS"),
      directory: different(rows, "DIRECTORY"),
      comment: filled(row, "comment"),
      awsExternalId: value("AWS_EXTERNAL_ID"),
      snowflakeIamUser: value("SNOWFLAKE_IAM_USER"),
      fullyQualifiedName: place.full,
    };
  },
  async update(id, { changed, news }, call) {
    const place = placeOf(id);
    const text = (property: string): string => str(news[property]) ?? "";
    const set: string[] = [];
    if (changed.has("credentials")) set.push(`CREDENTIALS = (${text("credentials")})`);
    const where: string[] = [];
    if (changed.has("storageIntegration"))
      where.push(`STORAGE_INTEGRATION = ${ident(text("storageIntegration"))}`);
    if (changed.has("url")) where.push(`URL = ${literal(text("url"))}`);
    if (where.length > 0) set.push(where.join(" "));
    for (const [property, key] of [
      ["encryption", "ENCRYPTION"],
      ["fileFormat", "FILE_FORMAT"],
      ["copyOptions", "COPY_OPTIONS"],
    ] as const) {
      if (changed.has(property)) set.push(`${key} = (${text(property)})`);
    }
    if (changed.has("comment")) set.push(`COMMENT = ${literal(text("comment"))}`);
    for (const part of set) await call.sql(`ALTER STAGE ${place.full} SET ${part}`);
    return undefined;
  },
  delete: (id, _state, call) => drop(call, "STAGE", placeOf(id).full),
});
