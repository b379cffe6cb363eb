import type { Bag } from "../../../provider/framework/resource";
import { block, fixed, flag, text, texts, type Table } from "../common/properties";
import { need, str, strings } from "../common/values";
import { snowflake, type SnowflakeCall } from "./define";
import { targetIn, targetOf, type Target } from "./grant-target";
import { cell } from "./rows";
import { orAbsent } from "./show";
import { ident, partsOf } from "./sql";

const group: Table = {
  objectTypePlural: text("Kind of objects, plural.", { required: true }),
  inDatabase: text("Database they are in."),
  inSchema: text("Schema they are in."),
};
const places = ["onAccount", "onAccountObject", "onSchema", "onSchemaObject"] as const;

interface Grant {
  readonly role: string;
  readonly option: boolean;
  readonly all: boolean;
  readonly privileges: readonly string[];
  readonly target: Target;
}
const nameOf = (text: string): string => partsOf(text).join(".");
const grantIn = (inputs: Bag): Grant => ({
  role: nameOf(need(inputs, "accountRoleName")),
  option: inputs.withGrantOption === true,
  all: inputs.allPrivileges === true,
  privileges: strings(inputs.privileges),
  target: targetIn(inputs),
});
const idOf = ({ role, option, all, privileges, target }: Grant): string =>
  [ident(role), String(option), "false", all ? "ALL" : privileges.join(","), ...target.id].join("|");
const grantOf = (id: string): Grant => {
  const [role = "", option, , privileges = "", ...rest] = id.split("|");
  if (rest.length === 0)
    throw new Error(`${id}: the id of a grant is "ROLE"|<with grant option>|false|<privileges>|<target>...`);
  const all = privileges === "ALL" || privileges === "ALL PRIVILEGES";
  return {
    role: nameOf(role),
    option: option === "true",
    all,
    privileges: all ? [] : privileges.split(","),
    target: targetOf(rest),
  };
};

const grant = (given: Grant, privileges: readonly string[], call: SnowflakeCall): Promise<unknown> =>
  call.sql(
    `GRANT ${privileges.join(", ")} ON ${given.target.on} TO ROLE ${ident(given.role)}${given.option ? " WITH GRANT OPTION" : ""}`,
  );
const revoke = (given: Grant, privileges: readonly string[], call: SnowflakeCall): Promise<unknown> =>
  orAbsent(call.sql(`REVOKE ${privileges.join(", ")} ON ${given.target.on} FROM ROLE ${ident(given.role)}`));
const wordsOf = (given: Grant): readonly string[] => (given.all ? ["ALL PRIVILEGES"] : given.privileges);

export const grantPrivilegesToAccountRole = snowflake({
  token: "snowflake:index/grantPrivilegesToAccountRole:GrantPrivilegesToAccountRole",
  description: "Privileges of a role on one object, or on all or future objects.",
  status: "simulated",
  inputs: {
    ...fixed({
      accountRoleName: text("Role.", { required: true }),
      withGrantOption: flag("Whether the role may grant them on.", { default: false }),
      onAccount: flag("On the account.", { default: false }),
      onAccountObject: block("On an object of the account.", {
        objectType: text("Kind of object.", { required: true }),
        objectName: text("Name.", { required: true }),
      }),
      onSchema: block("On schemas.", {
        schemaName: text("One schema."),
        allSchemasInDatabase: text("All of a database."),
        futureSchemasInDatabase: text("Future ones of a database."),
      }),
      onSchemaObject: block("On objects of schemas.", {
        objectType: text("Kind of object."),
        objectName: text("Name."),
        all: block("All that there are.", group),
        future: block("Those to come.", group),
      }),
    }),
    privileges: texts("Privileges."),
    allPrivileges: flag("All privileges.", { default: false }),
  },
  unsupported: ["alwaysApplyTrigger"],
  check(inputs, unknown) {
    const given = (name: string) =>
      unknown.has(name) ||
      [...unknown].some((path) => path.startsWith(`${name}.`)) ||
      (inputs[name] !== undefined && inputs[name] !== false);
    const problems = [];
    if (places.filter(given).length !== 1)
      problems.push({ property: "onAccount", reason: `give exactly one of ${places.join(", ")}` });
    if (given("privileges") === given("allPrivileges"))
      problems.push({ property: "privileges", reason: "give exactly one of privileges and allPrivileges" });
    return problems;
  },
  same(property, old, value) {
    const sorted = (words: typeof old) =>
      strings(words)
        .map((word) => word.toUpperCase())
        .sort()
        .join();
    if (property === "privileges")
      return old !== undefined && value !== undefined && sorted(old) === sorted(value);
    if (property === "accountRoleName") return nameOf(str(old) ?? "") === nameOf(str(value) ?? "");
    if (!property.startsWith("on") || property === "onAccount" || old === undefined || value === undefined)
      return false;
    return targetIn({ [property]: old }).id.join("|") === targetIn({ [property]: value }).id.join("|");
  },
  async create(inputs, call) {
    const given = grantIn(inputs);
    await grant(given, wordsOf(given), call);
    return idOf(given);
  },
  async read(id, call) {
    const given = grantOf(id);
    const { target } = given;
    const known = { id, accountRoleName: ident(given.role), withGrantOption: given.option, ...target.inputs };
    if (target.show === undefined || given.all) {
      const exists = target.show === undefined ? [] : await orAbsent(call.sql(`SHOW GRANTS ${target.show}`));
      if (exists === undefined) return undefined;
      return { ...known, ...(given.all ? { allPrivileges: true } : { privileges: given.privileges }) };
    }
    const rows = await orAbsent(
      call.sql(
        target.show.startsWith("FUTURE")
          ? `SHOW FUTURE GRANTS ${target.show.slice(7)}`
          : `SHOW GRANTS ${target.show}`,
      ),
    );
    if (rows === undefined) return undefined;
    const held = rows
      .filter((row) => nameOf(cell(row, "grantee_name") ?? "") === given.role)
      .filter((row) => ["ROLE", undefined].includes(cell(row, "granted_to") ?? cell(row, "grant_to")))
      .filter((row) => (cell(row, "grant_on") ?? target.kind).replaceAll("_", " ") === target.kind)
      .filter((row) => !given.option || cell(row, "grant_option") === "true")
      .map((row) => cell(row, "privilege") ?? "");
    const privileges = given.privileges.filter((privilege) => held.includes(privilege.toUpperCase()));
    return { ...known, privileges };
  },
  async update(_id, { olds, news }, call) {
    const [before, after] = [grantIn(olds), grantIn(news)];
    const words = wordsOf(after).map((word) => word.toUpperCase());
    const gone = wordsOf(before).filter((word) => !words.includes(word.toUpperCase()));
    // Going to ALL needs no revoke, coming from it revokes all first.
    if (gone.length > 0 && !after.all) await revoke(before, gone, call);
    const had = before.all ? [] : wordsOf(before).map((word) => word.toUpperCase());
    const added = wordsOf(after).filter((word) => !had.includes(word.toUpperCase()));
    if (added.length > 0) await grant(after, added, call);
    return idOf(after);
  },
  async delete(id, _state, call) {
    const given = grantOf(id);
    await revoke(given, wordsOf(given), call);
  },
});
