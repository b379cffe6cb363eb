import type { Bag } from "../../../provider/framework/resource";
import { integer, text } from "../common/properties";
import { need, str } from "../common/values";
import { fullName, parametrized, shown, snowflake, type SnowflakeCall } from "./define";
import { alterations, assignments, type Options } from "./options";
import { parameterInputs, parameterOptions, readParameters } from "./parameters";
import { cell, filled, outputRow, truth } from "./rows";
import { userParameters } from "./session-parameters";
import { drop, orAbsent, showRow } from "./show";
import { ident, partsOf } from "./sql";

const options: Options = {
  loginName: "text",
  displayName: "text",
  email: "text",
  disabled: "plain",
  daysToExpiry: "plain",
  minsToUnlock: "plain",
  defaultWarehouse: "name",
  defaultNamespace: "path",
  defaultRole: "name",
  rsaPublicKey: "text",
  rsaPublicKey2: ["text", "RSA_PUBLIC_KEY_2"],
  comment: "text",
  ...parameterOptions(userParameters),
};
const secondaryRoles = (inputs: Bag): string[] => {
  const option = str(inputs.defaultSecondaryRolesOption);
  if (option === undefined || option === "DEFAULT") return [];
  return [`DEFAULT_SECONDARY_ROLES = (${option === "ALL" ? "'ALL'" : ""})`];
};

/** The name SHOW gives and the upper case the service makes of logins are no differences. */
const upper = (value: unknown): string => (typeof value === "string" ? value.toUpperCase() : "");
const key = (value: unknown): string =>
  typeof value === "string" ? value.replaceAll(/-----[^-]+-----|\s/g, "") : "";

const describedUser = async (name: string, call: SnowflakeCall) => {
  const rows = (await orAbsent(call.sql(`DESCRIBE USER ${ident(name)}`))) ?? [];
  return new Map(rows.map((row) => [cell(row, "property"), filled(row, "value")]));
};

export const serviceUser = snowflake({
  token: "snowflake:index/serviceUser:ServiceUser",
  description: "A user for a program: no password.",
  status: "simulated",
  inputs: {
    name: text("Name of the user."),
    loginName: text("Login name.", { secret: true }),
    displayName: text("Name that is shown."),
    email: text("Email address.", { secret: true }),
    disabled: text("Whether it may log in.", { allowed: ["true", "false", "default"], standard: "false" }),
    daysToExpiry: integer("Days until it expires."),
    minsToUnlock: integer("Minutes until it is unlocked.", { change: "update" }),
    defaultWarehouse: text("Warehouse of its sessions."),
    defaultNamespace: text("Database and schema of its sessions."),
    defaultRole: text("Role of its sessions."),
    defaultSecondaryRolesOption: text("Secondary roles of its sessions.", {
      allowed: ["DEFAULT", "NONE", "ALL"],
      default: "DEFAULT",
    }),
    rsaPublicKey: text("Public key, base64 without header and footer."),
    rsaPublicKey2: text("Second public key, for rotation."),
    comment: text("Comment."),
    ...parameterInputs(userParameters),
  },
  outputs: { ...fullName, ...shown, ...parametrized, userType: text("SERVICE.") },
  naming: { property: "name", longest: 255 },
  derive: ({ name }) => ({
    userType: "SERVICE",
    ...(str(name) === undefined ? {} : { fullyQualifiedName: ident(need({ name }, "name")) }),
  }),
  same(property, old, value) {
    if (old === undefined || value === undefined) return false;
    if (property === "loginName") return upper(old) === upper(value);
    if (["defaultWarehouse", "defaultRole", "defaultNamespace"].includes(property)) {
      return upper(partsOf(str(old) ?? "").join(".")) === upper(partsOf(str(value) ?? "").join("."));
    }
    return property.startsWith("rsaPublicKey") && key(old) === key(value);
  },
  async create(inputs, call) {
    const name = need(inputs, "name");
    await call.sql(
      [
        `CREATE USER ${ident(name)}`,
        ...assignments(options, inputs),
        ...secondaryRoles(inputs),
        "TYPE = SERVICE",
      ].join(" "),
    );
    return name;
  },
  async read(id, call, prior) {
    const name = partsOf(id).join(".");
    const row = await showRow(call, "USERS", name);
    if (row === undefined) return undefined;
    const about = await describedUser(name, call);
    const given = prior?.inputs ?? {};
    const login = about.get("LOGIN_NAME") ?? filled(row, "login_name");
    const display = about.get("DISPLAY_NAME") ?? filled(row, "display_name");
    const roles = about.get("DEFAULT_SECONDARY_ROLES") ?? filled(row, "default_secondary_roles");
    return {
      ...(await readParameters(call, userParameters, "USER", `USER ${ident(name)}`)),
      id: name,
      name,
      // Both follow the name until somebody sets them.
      loginName: given.loginName === undefined && upper(login) === upper(name) ? undefined : login,
      displayName: given.displayName === undefined && display === name ? undefined : display,
      email: about.get("EMAIL"),
      disabled: String(about.has("DISABLED") ? about.get("DISABLED") === "true" : truth(row, "disabled")),
      defaultWarehouse: about.get("DEFAULT_WAREHOUSE"),
      defaultNamespace: about.get("DEFAULT_NAMESPACE"),
      defaultRole: about.get("DEFAULT_ROLE"),
      defaultSecondaryRolesOption:
        roles === undefined ? "DEFAULT" : roles.includes("ALL") ? optionFor(given) : "NONE",
      rsaPublicKey: about.get("RSA_PUBLIC_KEY"),
      rsaPublicKey2: about.get("RSA_PUBLIC_KEY_2"),
      comment: filled(row, "comment"),
      userType: "SERVICE",
      fullyQualifiedName: ident(name),
      showOutputs: [outputRow(row)],
    };
  },
  async update(id, { changed, news }, call) {
    const name = need(news, "name");
    if (changed.has("name")) await call.sql(`ALTER USER ${ident(id)} RENAME TO ${ident(name)}`);
    for (const sql of alterations(`ALTER USER ${ident(name)}`, options, news, changed)) await call.sql(sql);
    if (changed.has("defaultSecondaryRolesOption")) {
      const [roles] = secondaryRoles(news);
      await call.sql(
        `ALTER USER ${ident(name)} ${roles === undefined ? "UNSET DEFAULT_SECONDARY_ROLES" : `SET ${roles}`}`,
      );
    }
    return name;
  },
  delete: (id, _state, call) => drop(call, "USER", ident(partsOf(id).join("."))),
});

/** ALL is the service's own default: it is DEFAULT unless the program says ALL. */
function optionFor(given: Bag): string {
  return given.defaultSecondaryRolesOption === "ALL" ? "ALL" : "DEFAULT";
}
