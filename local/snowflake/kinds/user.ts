import type { Catalog, CatalogObject, Json } from "../core/cloud";
import { SnowflakeError } from "../core/errors";
import { parametersOf } from "../catalog/parameters/definitions";
import type { OptionTable } from "../ddl/options";
import { boolean, group, identifier, integer, listOf, nameText, nullable, oneOf, string } from "../ddl/types";
import type { ObjectKind, Properties } from "./kind";
import { hashPassword } from "./password";
import { publicKeyFingerprint } from "./public-key";
import { userDescription, userList } from "./user-rows";
import { isGroup, rejected, textOf } from "./values";

/** Properties that a user of that type may not have (Snowflake docs: "Types of users"). */
const FORBIDDEN: Readonly<Record<string, readonly string[]>> = {
  SERVICE: [
    "PASSWORD",
    "FIRST_NAME",
    "MIDDLE_NAME",
    "LAST_NAME",
    "MUST_CHANGE_PASSWORD",
    "MINS_TO_BYPASS_MFA",
    "DISABLE_MFA",
  ],
  LEGACY_SERVICE: ["FIRST_NAME", "MIDDLE_NAME", "LAST_NAME", "MINS_TO_BYPASS_MFA", "DISABLE_MFA"],
};

/** What each type of workload identity needs. */
const IDENTITY: Readonly<Record<string, readonly string[]>> = {
  AWS: ["ARN"],
  AZURE: ["ISSUER", "SUBJECT"],
  GCP: ["SUBJECT"],
  OIDC: ["ISSUER", "SUBJECT"],
};

const workloadIdentity = group(
  {
    TYPE: oneOf(Object.keys(IDENTITY)),
    ARN: string,
    ISSUER: string,
    SUBJECT: string,
    OIDC_AUDIENCE_LIST: listOf(string),
  },
  "WORKLOAD_IDENTITY",
);

const options: OptionTable = {
  PASSWORD: nullable(string),
  LOGIN_NAME: nullable(string),
  DISPLAY_NAME: nullable(string),
  FIRST_NAME: nullable(string),
  MIDDLE_NAME: nullable(string),
  LAST_NAME: nullable(string),
  EMAIL: nullable(string),
  MUST_CHANGE_PASSWORD: nullable(boolean),
  DISABLED: nullable(boolean),
  DAYS_TO_EXPIRY: nullable(integer()),
  MINS_TO_UNLOCK: nullable(integer()),
  DEFAULT_WAREHOUSE: nullable(identifier),
  DEFAULT_NAMESPACE: nullable(nameText),
  DEFAULT_ROLE: nullable(identifier),
  DEFAULT_SECONDARY_ROLES: nullable(listOf(string)),
  MINS_TO_BYPASS_MFA: nullable(integer()),
  DISABLE_MFA: nullable(boolean),
  RSA_PUBLIC_KEY: nullable(string),
  RSA_PUBLIC_KEY_FP: nullable(string),
  RSA_PUBLIC_KEY_2: nullable(string),
  RSA_PUBLIC_KEY_2_FP: nullable(string),
  TYPE: nullable(oneOf(["PERSON", "SERVICE", "LEGACY_SERVICE", "SNOWFLAKE_SERVICE"])),
  WORKLOAD_IDENTITY: nullable(workloadIdentity),
};

/** The user who logs in by that name: LOGIN_NAME, without regard to case. */
export const findLogin = (catalog: Catalog, login: string): CatalogObject | undefined =>
  catalog.list("USER").find((user) => textOf(user, "LOGIN_NAME")?.toUpperCase() === login.toUpperCase());

export const user: ObjectKind = {
  name: "USER",
  plural: "USERS",
  scope: "account",
  privileges: ["MONITOR", "IMPERSONATE"],
  options,
  parameters: [...parametersOf("user")],
  fixedOptions: ["RSA_PUBLIC_KEY_FP", "RSA_PUBLIC_KEY_2_FP"],
  complete: (properties, { path, before, catalog }) => {
    const settled = withSecrets(withName(properties, path[0] ?? "", before), before);
    checkType(settled, before);
    checkIdentity(settled["WORKLOAD_IDENTITY"] ?? null);
    checkLogin(settled, catalog, path[0] ?? "");
    return settled;
  },
  show: userList,
  describe: userDescription,
};

/** LOGIN_NAME and DISPLAY_NAME default to the name; LOGIN_NAME is kept in upper case. */
function withName(properties: Properties, name: string, before: CatalogObject | undefined): Properties {
  const named = before === undefined ? name : (before.path[0] ?? name);
  const login = textOf({ properties }, "LOGIN_NAME") ?? named;
  return {
    ...properties,
    LOGIN_NAME: login.toUpperCase(),
    DISPLAY_NAME: properties["DISPLAY_NAME"] ?? named,
  };
}

/** Hashes a new password and computes the fingerprints of new keys, with the time of the change. */
function withSecrets(properties: Properties, before: CatalogObject | undefined): Properties {
  const settled: Properties = { ...properties };
  const password = settled["PASSWORD"];
  if (password !== before?.properties["PASSWORD"]) {
    if (typeof password === "string") settled["PASSWORD"] = hashPassword(password);
    settled["PASSWORD_LAST_SET_TIME"] = typeof password === "string" ? Date.now() : null;
  }
  for (const name of ["RSA_PUBLIC_KEY", "RSA_PUBLIC_KEY_2"]) {
    const key = settled[name];
    const given = settled[`${name}_FP`];
    if (typeof key !== "string") {
      settled[`${name}_FP`] = null;
      continue;
    }
    const fingerprint = publicKeyFingerprint(key, name);
    const changed = key !== before?.properties[name];
    if (
      changed &&
      typeof given === "string" &&
      given !== before?.properties[`${name}_FP`] &&
      given !== fingerprint
    )
      throw rejected(`${name}_FP does not match ${name}: its fingerprint is '${fingerprint}'`);
    settled[`${name}_FP`] = fingerprint;
    if (changed) settled[`${name}_LAST_SET_TIME`] = Date.now();
  }
  return settled;
}

function checkType(properties: Properties, before: CatalogObject | undefined): void {
  const type = properties["TYPE"];
  if (typeof type !== "string") return;
  for (const name of FORBIDDEN[type] ?? []) {
    const value = properties[name] ?? null;
    if (
      value === null ||
      (name === "PASSWORD" && before?.properties["TYPE"] !== type && value === before?.properties[name])
    )
      continue;
    throw new SnowflakeError(
      "002144",
      "22023",
      `SQL compilation error:\nCannot set property ${name} on user with TYPE=${type}.`,
    );
  }
}

function checkIdentity(identity: Json): void {
  if (!isGroup(identity)) return;
  const type = textOf({ properties: identity }, "TYPE") ?? "";
  const needed = IDENTITY[type];
  if (needed === undefined)
    throw rejected(`WORKLOAD_IDENTITY needs TYPE = ${Object.keys(IDENTITY).join(" | ")}`);
  const missing = needed.filter((name) => identity[name] === undefined);
  if (missing.length > 0) throw rejected(`WORKLOAD_IDENTITY of TYPE ${type} needs ${missing.join(", ")}`);
  const arn = textOf({ properties: identity }, "ARN") ?? "";
  if (type === "AWS" && !/^arn:aws[a-z-]*:(iam|sts)::\d{12}:(role|user|assumed-role)\/.+/.test(arn))
    throw rejected(`WORKLOAD_IDENTITY ARN '${arn}' is not the ARN of an IAM role or user`);
}

function checkLogin(properties: Properties, catalog: Catalog, name: string): void {
  const login = textOf({ properties }, "LOGIN_NAME") ?? "";
  const other = findLogin(catalog, login);
  if (other !== undefined && other.path[0] !== name)
    throw new SnowflakeError(
      "002002",
      "42710",
      `SQL compilation error:\nObject with login name '${login}' already exists.`,
    );
}
