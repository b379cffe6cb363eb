import type { Bag } from "../../../provider/framework/resource";
import { block, fixed, flag, text, type Table } from "../common/properties";
import { bag, need, scalar, str } from "../common/values";
import { described, fullName, shown, snowflake } from "./define";
import { fullNameOf, placeIn, placeInputs, placeOf } from "./place";
import { cell, filled, outputRow, truth } from "./rows";
import { drop, orAbsent, showRow } from "./show";
import { literal, partsOf, quoted } from "./sql";

const moment: Table = {
  timestamp: text("Time."),
  offset: text("Seconds before now, negative."),
  statement: text("Id of a statement."),
  stream: text("Another stream."),
};
const momentOf = (word: string, value: Bag): string[] => {
  const [kind, given] = Object.entries(value).find(([, entry]) => str(entry) !== undefined) ?? [];
  if (kind === undefined) return [];
  const written = kind === "offset" || kind === "timestamp" ? scalar(given) : literal(scalar(given));
  return [`${word} (${kind.toUpperCase()} => ${written})`];
};
const choice = (description: string) =>
  text(description, { allowed: ["true", "false", "default"], standard: "false" });

const statement = (create: string, inputs: Bag): string => {
  const given = (property: string): boolean =>
    inputs[property] !== undefined && inputs[property] !== "default";
  return [
    `${create} ${placeIn(inputs).full}`,
    ...(inputs.copyGrants === true && create.includes("REPLACE") ? ["COPY GRANTS"] : []),
    `ON TABLE ${quoted(need(inputs, "table"))}`,
    ...momentOf("AT", bag(inputs.at)),
    ...momentOf("BEFORE", bag(inputs.before)),
    ...(given("appendOnly") ? [`APPEND_ONLY = ${need(inputs, "appendOnly")}`] : []),
    ...(given("showInitialRows") ? [`SHOW_INITIAL_ROWS = ${need(inputs, "showInitialRows")}`] : []),
    ...(given("comment") ? [`COMMENT = ${literal(need(inputs, "comment"))}`] : []),
  ].join(" ");
};

export const streamOnTable = snowflake({
  token: "snowflake:index/streamOnTable:StreamOnTable",
  description: "The changes of a table since they were last read.",
  status: "simulated",
  inputs: {
    ...fixed({ name: text("Name of the stream.") }),
    ...placeInputs,
    table: text("Table that is watched.", { required: true }),
    appendOnly: choice("Whether only new rows count."),
    showInitialRows: choice("Whether the first read gives the rows that are there."),
    at: block("First point in time.", moment),
    before: block("First point in time, exclusive.", moment),
    copyGrants: flag("Whether grants outlive a replacement.", { default: false, change: "ignore" }),
    comment: text("Comment."),
  },
  outputs: {
    ...fullName,
    ...shown,
    ...described,
    stale: flag("Whether the stream is too old to be read.", { volatile: true }),
    streamType: text("Kind of source."),
  },
  naming: { property: "name", longest: 255 },
  derive: fullNameOf,
  same: (property, old, value) => {
    const [one, other] = [str(old), str(value)];
    return (
      property === "table" &&
      one !== undefined &&
      other !== undefined &&
      partsOf(one).join("\0") === partsOf(other).join("\0")
    );
  },
  async create(inputs, call) {
    await call.sql(statement("CREATE STREAM", inputs));
    return placeIn(inputs).full;
  },
  async read(id, call) {
    const place = placeOf(id);
    const row = await showRow(call, "STREAMS", place.name, [place.database, place.schema]);
    if (row === undefined) return undefined;
    const rows = (await orAbsent(call.sql(`DESCRIBE STREAM ${place.full}`))) ?? [];
    const table = cell(row, "table_name") ?? "";
    return {
      id: place.full,
      database: place.database,
      schema: place.schema,
      name: place.name,
      table: partsOf(table).length === 3 ? quoted(table) : table,
      appendOnly: String(cell(row, "mode") === "APPEND_ONLY"),
      comment: filled(row, "comment"),
      stale: truth(row, "stale"),
      streamType: filled(row, "source_type"),
      fullyQualifiedName: place.full,
      showOutputs: [outputRow(row)],
      describeOutputs: rows.map(outputRow),
    };
  },
  async update(id, { changed, news }, call) {
    // As the real provider does: only the comment can be altered, all else makes the stream anew, its offset lost.
    if (
      ["table", "appendOnly", "showInitialRows", "at", "before"].some((property) => changed.has(property))
    ) {
      await call.sql(statement("CREATE OR REPLACE STREAM", news));
      return undefined;
    }
    if (!changed.has("comment")) return undefined;
    const comment = str(news.comment);
    await call.sql(
      `ALTER STREAM ${placeOf(id).full} ${comment === undefined ? "UNSET COMMENT" : `SET COMMENT = ${literal(comment)}`}`,
    );
    return undefined;
  },
  delete: (id, _state, call) => drop(call, "STREAM", placeOf(id).full),
});
