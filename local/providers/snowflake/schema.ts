import { fixed, text } from "../common/properties";
import { need, str } from "../common/values";
import { schemaParameters } from "./database-parameters";
import { described, fullName, parametrized, shown, snowflake } from "./define";
import { alterations, assignments, type Options } from "./options";
import { parameterInputs, parameterOptions, readParameters } from "./parameters";
import { cell, filled, outputRow } from "./rows";
import { drop, showRow } from "./show";
import { partsOf, qualified } from "./sql";

const options: Options = { ...parameterOptions(schemaParameters), comment: "text" };
const choice = (description: string) =>
  text(description, { allowed: ["true", "false", "default"], standard: "false" });

export const schema = snowflake({
  token: "snowflake:index/schema:Schema",
  description: "A schema.",
  status: "simulated",
  inputs: {
    name: text("Name of the schema."),
    ...fixed({
      database: text("Database it is in.", { required: true }),
      isTransient: choice("Whether it has no fail-safe."),
    }),
    withManagedAccess: choice("Whether only its owner grants on its objects."),
    comment: text("Comment."),
    ...parameterInputs(schemaParameters),
  },
  outputs: { ...fullName, ...shown, ...described, ...parametrized },
  naming: { property: "name", longest: 255 },
  derive: ({ name, database }) =>
    str(name) === undefined || str(database) === undefined
      ? {}
      : { fullyQualifiedName: qualified(need({ database }, "database"), need({ name }, "name")) },
  async create(inputs, call) {
    const [parent, name] = [need(inputs, "database"), need(inputs, "name")];
    const id = qualified(parent, name);
    // A new database has PUBLIC already: the real provider takes it over.
    const exists = name === "PUBLIC" && (await showRow(call, "SCHEMAS", name, [parent])) !== undefined;
    if (exists) {
      if (inputs.withManagedAccess === "true") await call.sql(`ALTER SCHEMA ${id} ENABLE MANAGED ACCESS`);
      for (const sql of alterations(
        `ALTER SCHEMA ${id}`,
        options,
        inputs,
        new Set(Object.keys(options).filter((key) => inputs[key] !== undefined)),
      )) {
        await call.sql(sql);
      }
      return id;
    }
    const kind = inputs.isTransient === "true" ? "CREATE TRANSIENT SCHEMA" : "CREATE SCHEMA";
    const managed = inputs.withManagedAccess === "true" ? ["WITH MANAGED ACCESS"] : [];
    await call.sql([kind, id, ...managed, ...assignments(options, inputs)].join(" "));
    return id;
  },
  async read(id, call) {
    const [parent = "", name = ""] = partsOf(id);
    const row = await showRow(call, "SCHEMAS", name, [parent]);
    if (row === undefined) return undefined;
    const flags = cell(row, "options") ?? "";
    const inside = await call.sql(`DESCRIBE SCHEMA ${qualified(parent, name)}`);
    return {
      ...(await readParameters(call, schemaParameters, "SCHEMA", `SCHEMA ${qualified(parent, name)}`)),
      id: qualified(parent, name),
      name,
      database: parent,
      isTransient: String(/TRANSIENT/.test(flags)),
      withManagedAccess: String(/MANAGED ACCESS/.test(flags)),
      comment: filled(row, "comment"),
      fullyQualifiedName: qualified(parent, name),
      showOutputs: [outputRow(row)],
      describeOutputs: inside.map(outputRow),
    };
  },
  async update(id, { changed, news }, call) {
    const target = qualified(need(news, "database"), need(news, "name"));
    if (changed.has("name")) await call.sql(`ALTER SCHEMA ${id} RENAME TO ${target}`);
    if (changed.has("withManagedAccess")) {
      await call.sql(
        `ALTER SCHEMA ${target} ${news.withManagedAccess === "true" ? "ENABLE" : "DISABLE"} MANAGED ACCESS`,
      );
    }
    for (const sql of alterations(`ALTER SCHEMA ${target}`, options, news, changed)) await call.sql(sql);
    return target;
  },
  delete: (id, _state, call) => drop(call, "SCHEMA", id),
});
