import type { Bag } from "../../../provider/framework/resource";
import { block, flag, integer, list, text, texts } from "../common/properties";
import { sameValue } from "../common/same";
import { bag, bags, need, num, str, strings } from "../common/values";
import { columnFrom, columnSql, normalColumns } from "./columns";
import { fullName, snowflake, type SnowflakeCall } from "./define";
import { alterations, assignments, type Options } from "./options";
import { fullNameOf, pipedId, placeIn, placeInputs, placeOf } from "./place";
import { cell, filled, numeric, truth } from "./rows";
import { drop, showRow } from "./show";
import { ident, literal } from "./sql";

const options: Options = { dataRetentionTimeInDays: "plain", changeTracking: "plain", comment: "text" };

const columns = list(
  "Columns.",
  {
    name: text("Name.", { required: true }),
    type: text("Type.", { required: true }),
    nullable: flag("Whether NULL is allowed.", { default: true }),
    default: block("Value of a new row.", {
      constant: text("Constant."),
      expression: text("Expression."),
      sequence: text("Sequence."),
    }),
    identity: block("Numbers new rows.", {
      startNum: integer("First.", { default: 1 }),
      stepNum: integer("Step.", { default: 1 }),
    }),
    collate: text("Collation."),
    comment: text("Comment."),
    maskingPolicy: text("Masking policy."),
  },
  { required: true },
);

const primaryKeyOf = (inputs: Bag): string[] => {
  const key = bag(inputs.primaryKey);
  const keys = strings(key.keys).map(ident).join(", ");
  if (keys === "") return [];
  const name = str(key.name);
  return [`${name === undefined ? "" : `CONSTRAINT ${ident(name)} `}PRIMARY KEY (${keys})`];
};

const clusterKeys = (shown: string | undefined): string[] => {
  const inner = /^LINEAR\((.*)\)$/is.exec(shown ?? "")?.[1] ?? shown?.replace(/^\((.*)\)$/s, "$1") ?? "";
  return inner === "" ? [] : inner.split(/,(?![^(]*\))/).map((part) => part.trim());
};

/** Brings the columns of a table to what is wanted, as the real provider does: by name, one ALTER for each change. */
const alterColumns = async (
  alter: string,
  olds: readonly Bag[],
  news: readonly Bag[],
  call: SnowflakeCall,
): Promise<void> => {
  const gone = olds.filter(({ name }) => news.every((column) => column.name !== name));
  if (gone.length > 0)
    await call.sql(`${alter} DROP COLUMN ${gone.map((column) => ident(need(column, "name"))).join(", ")}`);
  for (const column of news) {
    const old = olds.find(({ name }) => name === column.name);
    const change = (what: string) => call.sql(`${alter} ALTER COLUMN ${ident(need(column, "name"))} ${what}`);
    const [before] = bags(normalColumns(old === undefined ? [] : [old]));
    const [after] = bags(normalColumns([column]));
    if (before === undefined || after === undefined) {
      await call.sql(`${alter} ADD COLUMN ${columnSql(column)}`);
      continue;
    }
    if (before.type !== after.type || (before.collate ?? "") !== (after.collate ?? ""))
      await change(`SET DATA TYPE ${need(column, "type")}`);
    if (before.nullable !== after.nullable)
      await change(`${after.nullable === "no" ? "SET" : "DROP"} NOT NULL`);
    if (before.default !== undefined && after.default === undefined) await change("DROP DEFAULT");
    const comment = str(column.comment) ?? "";
    if ((str(before.comment) ?? "") !== comment)
      await change(comment === "" ? "UNSET COMMENT" : `COMMENT ${literal(comment)}`);
    const policy = str(after.maskingPolicy);
    if (before.maskingPolicy !== after.maskingPolicy)
      await change(policy === undefined ? "UNSET MASKING POLICY" : `SET MASKING POLICY ${policy}`);
  }
};

export const table = snowflake({
  token: "snowflake:index/table:Table",
  description: "A table.",
  status: "simulated",
  feature: "snowflake_table_resource",
  inputs: {
    name: text("Name of the table."),
    ...placeInputs,
    columns,
    clusterBies: texts("Clustering keys."),
    primaryKey: block("Primary key.", {
      name: text("Name of the constraint."),
      keys: texts("Columns.", { required: true }),
    }),
    dataRetentionTimeInDays: integer("Days of Time Travel.", { default: -1 }),
    changeTracking: flag("Whether changes are tracked.", { default: false }),
    comment: text("Comment."),
  },
  unsupported: ["tags"],
  outputs: { ...fullName, owner: text("Owner.") },
  naming: { property: "name", longest: 255 },
  derive: fullNameOf,
  same(property, old, value) {
    if (property === "columns") return sameValue(undefined, normalColumns(old), normalColumns(value));
    if (property !== "clusterBies") return false;
    const plain = (keys: typeof old) => strings(keys).join().replaceAll(/["\s]/g, "").toUpperCase();
    return plain(old) === plain(value);
  },
  check(inputs) {
    const wrong = bags(inputs.columns).findIndex(
      (column) => str(bag(column.default).constant) !== undefined && column.identity !== undefined,
    );
    return wrong < 0
      ? []
      : [{ property: `columns[${wrong}]`, reason: "give a default or an identity, not both" }];
  },
  async create(inputs, call) {
    const place = placeIn(inputs);
    const cluster = strings(inputs.clusterBies);
    await call.sql(
      [
        `CREATE TABLE ${place.full} (${[...bags(inputs.columns).map(columnSql), ...primaryKeyOf(inputs)].join(", ")})`,
        ...(cluster.length === 0 ? [] : [`CLUSTER BY (${cluster.join(", ")})`]),
        ...assignments(options, {
          ...inputs,
          changeTracking: inputs.changeTracking === true ? true : undefined,
        }),
      ].join(" "),
    );
    return pipedId(place);
  },
  async read(id, call, prior) {
    const place = placeOf(id);
    const row = await showRow(call, "TABLES", place.name, [place.database, place.schema]);
    if (row === undefined) return undefined;
    const described = await call.sql(`DESCRIBE TABLE ${place.full}`);
    const retention = numeric(row, "retention_time");
    const parent = await showRow(call, "SCHEMAS", place.schema, [place.database]);
    const inherited = retention === (numeric(parent, "retention_time") ?? 1);
    const asked = num(prior?.inputs.dataRetentionTimeInDays) ?? -1;
    return {
      id: pipedId(place),
      database: place.database,
      schema: place.schema,
      name: place.name,
      columns: described.filter((one) => cell(one, "kind") === "COLUMN").map(columnFrom),
      clusterBies: clusterKeys(filled(row, "cluster_by")),
      dataRetentionTimeInDays: asked === -1 && inherited ? -1 : retention,
      changeTracking: truth(row, "change_tracking"),
      comment: filled(row, "comment"),
      owner: filled(row, "owner"),
      fullyQualifiedName: place.full,
    };
  },
  async update(id, { changed, olds, news }, call) {
    const place = placeIn(news);
    if (changed.has("name")) await call.sql(`ALTER TABLE ${placeOf(id).full} RENAME TO ${place.full}`);
    const alter = `ALTER TABLE ${place.full}`;
    for (const sql of alterations(alter, options, news, changed)) await call.sql(sql);
    if (changed.has("clusterBies")) {
      const keys = strings(news.clusterBies);
      await call.sql(
        keys.length === 0 ? `${alter} DROP CLUSTERING KEY` : `${alter} CLUSTER BY (${keys.join(", ")})`,
      );
    }
    if (changed.has("columns")) await alterColumns(alter, bags(olds.columns), bags(news.columns), call);
    if (changed.has("primaryKey")) {
      if (olds.primaryKey !== undefined) await call.sql(`${alter} DROP PRIMARY KEY`);
      for (const key of primaryKeyOf(news)) await call.sql(`${alter} ADD ${key}`);
    }
    return pipedId(place);
  },
  delete: (id, _state, call) => drop(call, "TABLE", placeOf(id).full),
});
