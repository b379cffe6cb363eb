import { fixed, flag, text } from "../common/properties";
import { need, str } from "../common/values";
import { databaseParameters } from "./database-parameters";
import { fullName, snowflake } from "./define";
import { alterations, assignments, type Options } from "./options";
import { parameterInputs, parameterOptions, readParameters } from "./parameters";
import { cell, filled } from "./rows";
import { drop, orAbsent, showRow } from "./show";
import { ident, partsOf } from "./sql";

const options: Options = { ...parameterOptions(databaseParameters), comment: "text" };

export const database = snowflake({
  token: "snowflake:index/database:Database",
  description: "A database.",
  status: "simulated",
  inputs: {
    name: text("Name of the database."),
    ...fixed({ isTransient: flag("Whether it has no fail-safe.", { default: false }) }),
    dropPublicSchemaOnCreation: flag("Whether PUBLIC is dropped right after.", {
      default: false,
      change: "ignore",
    }),
    comment: text("Comment."),
    ...parameterInputs(databaseParameters),
  },
  unsupported: ["replication"],
  outputs: fullName,
  naming: { property: "name", longest: 255 },
  derive: ({ name }) =>
    str(name) === undefined ? {} : { fullyQualifiedName: ident(need({ name }, "name")) },
  async create(inputs, call) {
    const name = need(inputs, "name");
    const kind = inputs.isTransient === true ? "CREATE TRANSIENT DATABASE" : "CREATE DATABASE";
    await call.sql([kind, ident(name), ...assignments(options, inputs)].join(" "));
    return name;
  },
  async settle(id, inputs, call) {
    if (inputs.dropPublicSchemaOnCreation === true)
      await orAbsent(call.sql(`DROP SCHEMA IF EXISTS ${ident(id)}."PUBLIC"`));
  },
  async read(id, call) {
    const name = partsOf(id).join(".");
    const row = await showRow(call, "DATABASES", name);
    if (row === undefined) return undefined;
    const values = await readParameters(call, databaseParameters, "DATABASE", `DATABASE ${ident(name)}`);
    return {
      // This type has no `parameters` output.
      ...values,
      parameters: undefined,
      id: name,
      name,
      isTransient: /TRANSIENT/.test(cell(row, "options") ?? ""),
      comment: filled(row, "comment"),
      fullyQualifiedName: ident(name),
    };
  },
  async update(id, { changed, news }, call) {
    const name = need(news, "name");
    if (changed.has("name")) await call.sql(`ALTER DATABASE ${ident(id)} RENAME TO ${ident(name)}`);
    for (const sql of alterations(`ALTER DATABASE ${ident(name)}`, options, news, changed))
      await call.sql(sql);
    return name;
  },
  delete: (id, _state, call) => drop(call, "DATABASE", ident(partsOf(id).join("."))),
});
