import type { Bag } from "../../../provider/framework/resource";
import { block, fixed, text, type Table } from "../common/properties";
import { bag, need, str } from "../common/values";
import { snowflake } from "./define";
import { many, manyIn, object } from "./grant-target";
import { cell } from "./rows";
import { orAbsent } from "./show";
import { ident, partsOf, quoted } from "./sql";

const group: Table = {
  objectTypePlural: text("Kind of objects, plural.", { required: true }),
  inDatabase: text("Database they are in."),
  inSchema: text("Schema they are in."),
};

interface Ownership {
  readonly role: string;
  readonly database: boolean;
  readonly outbound: string;
  readonly id: readonly string[];
  readonly on: string;
  readonly show: string | undefined;
  readonly inputs: Bag;
}
const roleName = (name: string, database: boolean): string =>
  database ? quoted(name) : ident(partsOf(name).join("."));

const build = (role: string, database: boolean, outbound: string, parts: readonly string[]): Ownership => {
  const [kind = "", first = "", second = "", third = ""] = parts;
  const name = roleName(role, database);
  const who = database ? { databaseRoleName: name } : { accountRoleName: name };
  const common = { role: name, database, outbound };
  const inputs = { ...who, ...(outbound === "" ? {} : { outboundPrivileges: outbound }) };
  const head = [database ? "ToDatabaseRole" : "ToAccountRole", name, outbound, kind];
  if (kind === "OnObject") {
    const { full, on, show, kind: type } = object(first, second);
    return {
      ...common,
      id: [...head, type, full],
      on,
      show,
      inputs: { ...inputs, on: { objectType: type, objectName: full } },
    };
  }
  const all = kind === "OnAll";
  const { full, on, show } = many(all ? "ALL" : "FUTURE", first, second, third);
  const members = { objectTypePlural: first, [second === "InDatabase" ? "inDatabase" : "inSchema"]: full };
  return {
    ...common,
    id: [...head, first, second, full],
    on,
    show,
    inputs: { ...inputs, on: all ? { all: members } : { future: members } },
  };
};
const ownershipIn = (inputs: Bag): Ownership => {
  const database = inputs.databaseRoleName !== undefined;
  const role = need(inputs, database ? "databaseRoleName" : "accountRoleName");
  const outbound = str(inputs.outboundPrivileges) ?? "";
  const on = bag(inputs.on);
  const word = on.all === undefined ? (on.future === undefined ? "OnObject" : "OnFuture") : "OnAll";
  if (word === "OnObject")
    return build(role, database, outbound, [word, need(on, "objectType"), need(on, "objectName")]);
  const { plural, scope, name } = manyIn(bag(word === "OnAll" ? on.all : on.future));
  return build(role, database, outbound, [word, plural, scope, name]);
};
const ownershipOf = (id: string): Ownership => {
  const [kind, role = "", outbound = "", ...rest] = id.split("|");
  if (rest.length < 3)
    throw new Error(
      `${id}: the id of an ownership is ToAccountRole|"ROLE"|<COPY or REVOKE>|OnObject|<kind>|<name>`,
    );
  return build(role, kind === "ToDatabaseRole", outbound, rest);
};
const statement = (given: Ownership, to: string): string =>
  [
    `GRANT OWNERSHIP ON ${given.on} TO ${to}`,
    ...(given.outbound === "" ? [] : [`${given.outbound} CURRENT GRANTS`]),
  ].join(" ");

export const grantOwnership = snowflake({
  token: "snowflake:index/grantOwnership:GrantOwnership",
  description: "Makes a role the owner of an object.",
  status: "simulated",
  // Deleting gives the ownership back: done after the new grant it would undo it.
  single: true,
  inputs: fixed({
    accountRoleName: text("Role that becomes the owner."),
    databaseRoleName: text("Database role that becomes the owner."),
    outboundPrivileges: text("What happens to privileges granted before.", { allowed: ["COPY", "REVOKE"] }),
    on: block(
      "What is owned.",
      {
        objectType: text("Kind of object."),
        objectName: text("Name."),
        all: block("All that there are.", group),
        future: block("Those to come.", group),
      },
      { required: true },
    ),
  }),
  check(inputs, unknown) {
    const given = ["accountRoleName", "databaseRoleName"].filter(
      (name) => inputs[name] !== undefined || unknown.has(name),
    );
    return given.length === 1
      ? []
      : [{ property: "accountRoleName", reason: "give exactly one of accountRoleName and databaseRoleName" }];
  },
  same(property, old, value) {
    if (old === undefined || value === undefined) return false;
    if (property.endsWith("RoleName"))
      return partsOf(str(old) ?? "").join("\0") === partsOf(str(value) ?? "").join("\0");
    const on = (given: typeof old) => ownershipIn({ accountRoleName: "x", on: given }).id.join("|");
    return property === "on" && on(old) === on(value);
  },
  async create(inputs, call) {
    const given = ownershipIn(inputs);
    await call.sql(statement(given, `${given.database ? "DATABASE ROLE" : "ROLE"} ${given.role}`));
    return given.id.join("|");
  },
  async read(id, call) {
    const given = ownershipOf(id);
    if (given.show === undefined) return { id, ...given.inputs };
    const future = given.show.startsWith("FUTURE");
    const rows = await orAbsent(
      call.sql(future ? `SHOW FUTURE GRANTS ${given.show.slice(7)}` : `SHOW GRANTS ${given.show}`),
    );
    const wanted = partsOf(given.role).join(".");
    const found = rows?.some(
      (row) =>
        cell(row, "privilege") === "OWNERSHIP" &&
        partsOf(cell(row, "grantee_name") ?? "").join(".") === wanted,
    );
    return found === true ? { id, ...given.inputs } : undefined;
  },
  async delete(id, _state, call) {
    const given = ownershipOf(id);
    if (given.show?.startsWith("FUTURE") === true) {
      await orAbsent(
        call.sql(
          `REVOKE OWNERSHIP ON ${given.on} FROM ${given.database ? "DATABASE ROLE" : "ROLE"} ${given.role}`,
        ),
      );
      return;
    }
    // As the real provider: the ownership goes to the role that the provider has.
    const [row] = await call.sql("SELECT CURRENT_ROLE() AS R");
    await orAbsent(call.sql(statement(given, `ROLE ${ident(cell(row, "R") ?? "ACCOUNTADMIN")}`)));
  },
});
