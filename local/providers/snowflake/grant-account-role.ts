import { text, fixed } from "../common/properties";
import { str } from "../common/values";
import { snowflake } from "./define";
import { cell } from "./rows";
import { orAbsent } from "./show";
import { ident, partsOf } from "./sql";

interface Parts {
  readonly role: string;
  readonly kind: "ROLE" | "USER";
  readonly target: string;
}
const nameOf = (text: string): string => partsOf(text).join(".");
const partsIn = (id: string): Parts => {
  const [role, kind, target] = id.split("|");
  if (role === undefined || target === undefined || (kind !== "ROLE" && kind !== "USER")) {
    throw new Error(`${id}: the id of a role's grant is "ROLE"|ROLE|"PARENT" or "ROLE"|USER|"USER"`);
  }
  return { role: nameOf(role), kind, target: nameOf(target) };
};
const statement = (verb: "GRANT" | "REVOKE", { role, kind, target }: Parts): string =>
  `${verb} ROLE ${ident(role)} ${verb === "GRANT" ? "TO" : "FROM"} ${kind} ${ident(target)}`;

export const grantAccountRole = snowflake({
  token: "snowflake:index/grantAccountRole:GrantAccountRole",
  description: "A role granted to a role or a user.",
  status: "simulated",
  inputs: fixed({
    roleName: text("Role that is granted.", { required: true }),
    parentRoleName: text("Role that gets it."),
    userName: text("User that gets it."),
  }),
  check(inputs, unknown) {
    const given = ["parentRoleName", "userName"].filter(
      (name) => inputs[name] !== undefined || unknown.has(name),
    );
    return given.length === 1
      ? []
      : [{ property: "parentRoleName", reason: "give exactly one of parentRoleName and userName" }];
  },
  same: (property, old, value) =>
    property !== "" && partsOf(str(old) ?? "").join() === partsOf(str(value) ?? "").join(),
  async create(inputs, call) {
    const parent = str(inputs.parentRoleName);
    const parts: Parts = {
      role: nameOf(str(inputs.roleName) ?? ""),
      kind: parent === undefined ? "USER" : "ROLE",
      target: nameOf(parent ?? str(inputs.userName) ?? ""),
    };
    await call.sql(statement("GRANT", parts));
    return `${ident(parts.role)}|${parts.kind}|${ident(parts.target)}`;
  },
  async read(id, call) {
    const { role, kind, target } = partsIn(id);
    const rows = await orAbsent(call.sql(`SHOW GRANTS OF ROLE ${ident(role)}`));
    const found = rows?.some(
      (row) => cell(row, "granted_to") === kind && nameOf(cell(row, "grantee_name") ?? "") === target,
    );
    if (found !== true) return undefined;
    return { roleName: role, ...(kind === "ROLE" ? { parentRoleName: target } : { userName: target }) };
  },
  async delete(id, _state, call) {
    await orAbsent(call.sql(statement("REVOKE", partsIn(id))));
  },
});
