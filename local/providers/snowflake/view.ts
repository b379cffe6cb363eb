import type { Bag } from "../../../provider/framework/resource";
import { flag, list, text } from "../common/properties";
import { bags, need, str } from "../common/values";
import { described, fullName, shown, snowflake } from "./define";
import { fullNameOf, placeIn, placeInputs, placeOf } from "./place";
import { cell, filled, outputRow, truth } from "./rows";
import { drop, orAbsent, showRow } from "./show";
import { ident, literal } from "./sql";

const choice = (description: string) =>
  text(description, { allowed: ["true", "false", "default"], standard: "false" });
const statementOf = (text: string | undefined): string =>
  (text ?? "").replaceAll(/\s+/g, " ").replace(/;\s*$/, "").trim();

const create = (word: string, inputs: Bag): string => {
  const given = (property: string) => inputs[property] === "true";
  const columns = bags(inputs.columns).map((column) => {
    const comment = str(column.comment);
    return `${ident(need(column, "columnName"))}${comment === undefined ? "" : ` COMMENT ${literal(comment)}`}`;
  });
  return [
    word,
    ...(given("isSecure") ? ["SECURE"] : []),
    ...(given("isTemporary") ? ["TEMPORARY"] : []),
    ...(given("isRecursive") ? ["RECURSIVE"] : []),
    `VIEW ${placeIn(inputs).full}`,
    ...(columns.length === 0 ? [] : [`(${columns.join(", ")})`]),
    ...(inputs.copyGrants === true && word.includes("REPLACE") ? ["COPY GRANTS"] : []),
    ...(inputs.comment === undefined ? [] : [`COMMENT = ${literal(need(inputs, "comment"))}`]),
    ...(given("changeTracking") ? ["CHANGE_TRACKING = true"] : []),
    `AS ${need(inputs, "statement")}`,
  ].join(" ");
};

/** SHOW VIEWS gives the whole CREATE statement; the query is what follows the AS at its outermost level. */
const queryIn = (text: string): string => {
  let depth = 0;
  for (const found of text.matchAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"|\(|\)|\bAS\b/gi)) {
    if (found[0] === "(") depth += 1;
    else if (found[0] === ")") depth -= 1;
    else if (depth === 0 && found[0].toUpperCase() === "AS") return text.slice(found.index + 2).trim();
  }
  return text.trim();
};

export const view = snowflake({
  token: "snowflake:index/view:View",
  description: "A view.",
  status: "simulated",
  inputs: {
    name: text("Name of the view."),
    ...placeInputs,
    statement: text("The query.", { required: true }),
    columns: list("Names and comments of the columns.", {
      columnName: text("Name.", { required: true }),
      comment: text("Comment."),
    }),
    isSecure: choice("Whether its text is hidden."),
    isTemporary: choice("Whether it ends with the session."),
    isRecursive: choice("Whether it refers to itself."),
    changeTracking: choice("Whether changes are tracked."),
    copyGrants: flag("Whether grants outlive a replacement.", { default: false, change: "ignore" }),
    comment: text("Comment."),
  },
  unsupported: ["aggregationPolicy", "dataMetricFunctions", "dataMetricSchedule", "rowAccessPolicy"],
  outputs: { ...fullName, ...shown, ...described },
  naming: { property: "name", longest: 255 },
  derive: fullNameOf,
  same: (property, old, value) =>
    property === "statement" && statementOf(str(old)) === statementOf(str(value)),
  async create(inputs, call) {
    await call.sql(create("CREATE", inputs));
    return placeIn(inputs).full;
  },
  async read(id, call) {
    const place = placeOf(id);
    const row = await showRow(call, "VIEWS", place.name, [place.database, place.schema]);
    if (row === undefined) return undefined;
    const rows = (await orAbsent(call.sql(`DESCRIBE VIEW ${place.full}`))) ?? [];
    return {
      id: place.full,
      database: place.database,
      schema: place.schema,
      name: place.name,
      statement: queryIn(cell(row, "text") ?? ""),
      isSecure: String(truth(row, "is_secure")),
      changeTracking: String(truth(row, "change_tracking")),
      comment: filled(row, "comment"),
      fullyQualifiedName: place.full,
      showOutputs: [outputRow(row)],
      describeOutputs: rows.map(outputRow),
    };
  },
  async update(id, { changed, news }, call) {
    const place = placeIn(news);
    if (changed.has("name")) await call.sql(`ALTER VIEW ${id} RENAME TO ${place.full}`);
    if (["statement", "columns", "isTemporary", "isRecursive"].some((property) => changed.has(property))) {
      await call.sql(create("CREATE OR REPLACE", news));
      return place.full;
    }
    const alter = `ALTER VIEW ${place.full}`;
    const comment = str(news.comment);
    if (changed.has("isSecure"))
      await call.sql(`${alter} ${news.isSecure === "true" ? "SET" : "UNSET"} SECURE`);
    if (changed.has("changeTracking"))
      await call.sql(`${alter} SET CHANGE_TRACKING = ${String(news.changeTracking === "true")}`);
    if (changed.has("comment"))
      await call.sql(
        `${alter} ${comment === undefined ? "UNSET COMMENT" : `SET COMMENT = ${literal(comment)}`}`,
      );
    return place.full;
  },
  delete: (id, _state, call) => drop(call, "VIEW", placeOf(id).full),
});
