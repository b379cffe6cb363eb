import type { Bag } from "../../../provider/framework/resource";
import { block, fixed, flag, text } from "../common/properties";
import { bag, need, str } from "../common/values";
import { fullName, snowflake } from "./define";
import { fullNameOf, pipedId, placeIn, placeInputs, placeOf } from "./place";
import { cell, filled } from "./rows";
import { drop, showRow } from "./show";
import { ident, literal, partsOf } from "./sql";

const lagOf = (inputs: Bag): string => {
  const lag = bag(inputs.targetLag);
  const longest = str(lag.maximumDuration);
  return longest === undefined ? "DOWNSTREAM" : literal(longest);
};

/** The query in the text of a CREATE statement: what follows the AS that ends its options. */
const queryIn = (text: string): string => /\bAS\s+((?:SELECT|WITH)\b.*)$/is.exec(text)?.[1]?.trim() ?? text;

/** `1 minute` and `1 minutes` say the same. */
const sameLag = (lag: Bag): string =>
  lag.downstream === true ? "DOWNSTREAM" : (str(lag.maximumDuration) ?? "").toLowerCase().replace(/s$/, "");

export const dynamicTable = snowflake({
  token: "snowflake:index/dynamicTable:DynamicTable",
  description: "A table that keeps the result of a query, refreshed by itself.",
  status: "simulated",
  feature: "snowflake_dynamic_table_resource",
  inputs: {
    ...fixed({ name: text("Name of the dynamic table.") }),
    ...placeInputs,
    ...fixed({
      query: text("Query whose result it keeps.", { required: true }),
      refreshMode: text("How it is refreshed.", {
        allowed: ["AUTO", "FULL", "INCREMENTAL"],
        default: "AUTO",
      }),
      initialize: text("When it is filled first.", {
        allowed: ["ON_CREATE", "ON_SCHEDULE"],
        default: "ON_CREATE",
      }),
    }),
    targetLag: block(
      "How far it may be behind.",
      {
        maximumDuration: text("Time, such as `1 minute`."),
        downstream: flag("Whether it is refreshed for what reads it."),
      },
      { required: true },
    ),
    warehouse: text("Warehouse that refreshes it.", { required: true }),
    orReplace: flag("Whether one that exists is replaced.", { default: false, change: "ignore" }),
    comment: text("Comment."),
  },
  outputs: {
    ...fullName,
    owner: text("Owner."),
    schedulingState: text("Whether it is refreshed.", { volatile: true }),
  },
  naming: { property: "name", longest: 255 },
  derive: fullNameOf,
  same(property, old, value) {
    if (property === "targetLag") return sameLag(bag(old)) === sameLag(bag(value));
    if (property === "warehouse") return partsOf(str(old) ?? "").join() === partsOf(str(value) ?? "").join();
    return property === "query" && (str(old) ?? "").trim() === (str(value) ?? "").trim();
  },
  async create(inputs, call) {
    const place = placeIn(inputs);
    const comment = str(inputs.comment);
    await call.sql(
      [
        `CREATE ${inputs.orReplace === true ? "OR REPLACE " : ""}DYNAMIC TABLE ${place.full}`,
        `TARGET_LAG = ${lagOf(inputs)}`,
        `WAREHOUSE = ${ident(need(inputs, "warehouse"))}`,
        `REFRESH_MODE = ${need(inputs, "refreshMode")}`,
        `INITIALIZE = ${need(inputs, "initialize")}`,
        ...(comment === undefined ? [] : [`COMMENT = ${literal(comment)}`]),
        `AS ${need(inputs, "query")}`,
      ].join(" "),
    );
    return pipedId(place);
  },
  async read(id, call, prior) {
    const place = placeOf(id);
    const row = await showRow(call, "DYNAMIC TABLES", place.name, [place.database, place.schema]);
    if (row === undefined) return undefined;
    const lag = cell(row, "target_lag") ?? "";
    return {
      id: pipedId(place),
      database: place.database,
      schema: place.schema,
      name: place.name,
      query: queryIn(cell(row, "text") ?? ""),
      targetLag: lag.toUpperCase() === "DOWNSTREAM" ? { downstream: true } : { maximumDuration: lag },
      warehouse: filled(row, "warehouse"),
      // The mode that was asked for is not shown, only the one that was chosen.
      refreshMode: str(prior?.inputs.refreshMode) ?? "AUTO",
      initialize: str(prior?.inputs.initialize) ?? "ON_CREATE",
      comment: filled(row, "comment"),
      owner: filled(row, "owner"),
      schedulingState: filled(row, "scheduling_state"),
      fullyQualifiedName: place.full,
    };
  },
  async update(id, { changed, news }, call) {
    const alter = `ALTER DYNAMIC TABLE ${placeOf(id).full}`;
    if (changed.has("targetLag")) await call.sql(`${alter} SET TARGET_LAG = ${lagOf(news)}`);
    if (changed.has("warehouse"))
      await call.sql(`${alter} SET WAREHOUSE = ${ident(need(news, "warehouse"))}`);
    if (changed.has("comment")) {
      const comment = str(news.comment);
      await call.sql(
        `${alter} ${comment === undefined ? "UNSET COMMENT" : `SET COMMENT = ${literal(comment)}`}`,
      );
    }
    return undefined;
  },
  delete: (id, _state, call) => drop(call, "DYNAMIC TABLE", placeOf(id).full),
});
