import { text } from "../common/properties";
import { need, str } from "../common/values";
import { fullName, shown, snowflake } from "./define";
import { alterations, assignments } from "./options";
import { filled, outputRow } from "./rows";
import { drop, showRow } from "./show";
import { ident, partsOf } from "./sql";

const options = { comment: "text" } as const;
const nameOf = (id: string): string => partsOf(id).join(".");

export const accountRole = snowflake({
  token: "snowflake:index/accountRole:AccountRole",
  description: "A role of the account.",
  status: "simulated",
  inputs: { name: text("Name of the role."), comment: text("Comment.") },
  outputs: { ...fullName, ...shown },
  naming: { property: "name", longest: 255 },
  derive: ({ name }) =>
    str(name) === undefined ? {} : { fullyQualifiedName: ident(need({ name }, "name")) },
  async create(inputs, call) {
    const name = need(inputs, "name");
    await call.sql(["CREATE ROLE", ident(name), ...assignments(options, inputs)].join(" "));
    return name;
  },
  async read(id, call) {
    const name = nameOf(id);
    const row = await showRow(call, "ROLES", name);
    if (row === undefined) return undefined;
    return {
      id: name,
      name,
      comment: filled(row, "comment"),
      fullyQualifiedName: ident(name),
      showOutputs: [outputRow(row)],
    };
  },
  async update(id, { changed, news }, call) {
    const name = need(news, "name");
    if (changed.has("name")) await call.sql(`ALTER ROLE ${ident(id)} RENAME TO ${ident(name)}`);
    for (const sql of alterations(`ALTER ROLE ${ident(name)}`, options, news, changed)) await call.sql(sql);
    return name;
  },
  delete: (id, _state, call) => drop(call, "ROLE", ident(nameOf(id))),
});
