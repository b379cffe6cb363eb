import type { CatalogObject } from "../core/cloud";
import { flag, instant, text, type Cell } from "../core/result";
import type { DescribeTable, ShowContext, ShowTable } from "./kind";
import { createdOn, flagOf, isGroup, listOf, numberOf, textOf } from "./values";

const string = (value: boolean): string => String(value);
const has = (object: CatalogObject, name: string): boolean => (object.properties[name] ?? null) !== null;

/** Everything about a user is for itself, for its owner and for MANAGE GRANTS; others see the name. */
function open(user: CatalogObject, { session, access }: ShowContext): boolean {
  return user.path[0] === session.user || access.manages(session, user);
}

const secondary = (user: CatalogObject): string =>
  has(user, "DEFAULT_SECONDARY_ROLES") ? JSON.stringify(listOf(user, "DEFAULT_SECONDARY_ROLES")) : '["ALL"]';

const time = (user: CatalogObject, name: string): Date | null => {
  const value = numberOf(user, name);
  return value === undefined ? null : new Date(value);
};

function expiry(user: CatalogObject): Date | null {
  const days = numberOf(user, "DAYS_TO_EXPIRY");
  return days === undefined ? null : new Date(user.createdOn + days * 86_400_000);
}

export const userList: ShowTable = {
  columns: [
    text("name"),
    instant("created_on"),
    text("login_name"),
    text("display_name"),
    text("first_name"),
    text("last_name"),
    text("email"),
    text("mins_to_unlock"),
    text("days_to_expiry"),
    text("comment"),
    text("disabled"),
    text("must_change_password"),
    text("snowflake_lock"),
    text("default_warehouse"),
    text("default_namespace"),
    text("default_role"),
    text("default_secondary_roles"),
    text("ext_authn_duo"),
    text("ext_authn_uid"),
    text("mins_to_bypass_mfa"),
    text("owner"),
    instant("last_success_login"),
    instant("expires_at_time"),
    instant("locked_until_time"),
    flag("has_password"),
    flag("has_rsa_public_key"),
    text("type"),
    flag("has_mfa"),
    flag("has_workload_identity"),
  ],
  row: (user, context) => {
    const name = user.path[0] ?? "";
    if (!open(user, context)) return [name, createdOn(user), ...Array.from({ length: 27 }, () => null)];
    const value = (property: string): Cell => textOf(user, property) ?? "";
    return [
      name,
      createdOn(user),
      value("LOGIN_NAME"),
      value("DISPLAY_NAME"),
      value("FIRST_NAME"),
      value("LAST_NAME"),
      value("EMAIL"),
      value("MINS_TO_UNLOCK"),
      value("DAYS_TO_EXPIRY"),
      user.comment,
      string(flagOf(user, "DISABLED")),
      string(flagOf(user, "MUST_CHANGE_PASSWORD")),
      "false",
      value("DEFAULT_WAREHOUSE"),
      value("DEFAULT_NAMESPACE"),
      value("DEFAULT_ROLE"),
      secondary(user),
      "false",
      "",
      value("MINS_TO_BYPASS_MFA"),
      user.owner,
      time(user, "LAST_SUCCESS_LOGIN"),
      expiry(user),
      null,
      has(user, "PASSWORD"),
      has(user, "RSA_PUBLIC_KEY") || has(user, "RSA_PUBLIC_KEY_2"),
      textOf(user, "TYPE") ?? null,
      false,
      isGroup(user.properties["WORKLOAD_IDENTITY"]),
    ];
  },
};

interface Row {
  readonly property: string;
  readonly description: string;
  readonly default?: string;
  readonly value?: (user: CatalogObject) => string | undefined;
}

const stamp = (user: CatalogObject, name: string): string | undefined => time(user, name)?.toISOString();

const ROWS: readonly Row[] = [
  { property: "NAME", description: "Name", value: (user) => user.path[0] },
  {
    property: "COMMENT",
    description: "user comment associated to an object in the dictionary",
    value: (user) => user.comment || undefined,
  },
  { property: "DISPLAY_NAME", description: "Display name of the associated object" },
  { property: "TYPE", description: "Type of the user" },
  { property: "LOGIN_NAME", description: "Login name of the user" },
  { property: "FIRST_NAME", description: "First name of the user" },
  { property: "MIDDLE_NAME", description: "Middle name of the user" },
  { property: "LAST_NAME", description: "Last name of the user" },
  { property: "EMAIL", description: "Email address of the user" },
  {
    property: "PASSWORD",
    description: "Password of the user",
    value: (user) => (has(user, "PASSWORD") ? "********" : undefined),
  },
  {
    property: "MUST_CHANGE_PASSWORD",
    description: "User must change the password",
    default: "false",
    value: (user) => string(flagOf(user, "MUST_CHANGE_PASSWORD")),
  },
  {
    property: "DISABLED",
    description: "Whether the user is disabled",
    default: "false",
    value: (user) => string(flagOf(user, "DISABLED")),
  },
  {
    property: "SNOWFLAKE_LOCK",
    description: "Whether the user is locked by Snowflake",
    default: "false",
    value: () => "false",
  },
  {
    property: "SNOWFLAKE_SUPPORT",
    description: "Snowflake Support is allowed to use the user",
    default: "false",
    value: () => "false",
  },
  {
    property: "DAYS_TO_EXPIRY",
    description: "User record will be treated as expired after specified number of days",
  },
  {
    property: "MINS_TO_UNLOCK",
    description: "Temporary lock on the user will be removed after specified number of minutes",
  },
  { property: "DEFAULT_WAREHOUSE", description: "Default warehouse for this user" },
  { property: "DEFAULT_NAMESPACE", description: "Default database namespace prefix for this user" },
  { property: "DEFAULT_ROLE", description: "Primary principal of user session will be set to this role" },
  {
    property: "DEFAULT_SECONDARY_ROLES",
    description: "The secondary roles will be set to all roles provided here",
    default: '["ALL"]',
    value: secondary,
  },
  {
    property: "EXT_AUTHN_DUO",
    description: "Whether Duo Security is enabled as second factor authentication",
    default: "false",
    value: () => "false",
  },
  { property: "EXT_AUTHN_UID", description: "External authentication ID of the user" },
  {
    property: "HAS_MFA",
    description: "Whether the user is enrolled in MFA",
    default: "false",
    value: () => "false",
  },
  {
    property: "MINS_TO_BYPASS_MFA",
    description: "Temporary bypass MFA for the user for a specified number of minutes",
  },
  {
    property: "MINS_TO_BYPASS_NETWORK_POLICY",
    description: "Temporary bypass network policy on the user for a specified number of minutes",
  },
  { property: "RSA_PUBLIC_KEY", description: "RSA public key of the user" },
  { property: "RSA_PUBLIC_KEY_FP", description: "Fingerprint of user's RSA public key." },
  {
    property: "RSA_PUBLIC_KEY_LAST_SET_TIME",
    description: "The timestamp at which the user's RSA public key was set",
    value: (user) => stamp(user, "RSA_PUBLIC_KEY_LAST_SET_TIME"),
  },
  { property: "RSA_PUBLIC_KEY_2", description: "Second RSA public key of the user" },
  { property: "RSA_PUBLIC_KEY_2_FP", description: "Fingerprint of user's second RSA public key." },
  {
    property: "RSA_PUBLIC_KEY_2_LAST_SET_TIME",
    description: "The timestamp at which the user's second RSA public key was set",
    value: (user) => stamp(user, "RSA_PUBLIC_KEY_2_LAST_SET_TIME"),
  },
  {
    property: "PASSWORD_LAST_SET_TIME",
    description: "The timestamp on which the last non-null password was set for the user",
    value: (user) => stamp(user, "PASSWORD_LAST_SET_TIME"),
  },
  {
    property: "CUSTOM_LANDING_PAGE_URL",
    description: "Snowflake Support is allowed to use the user or account",
  },
  {
    property: "CUSTOM_LANDING_PAGE_URL_FLUSH_NEXT_UI_LOAD",
    description: "Whether to flush the custom landing page",
    default: "false",
    value: () => "false",
  },
  {
    property: "HAS_WORKLOAD_IDENTITY",
    description: "Whether the user has a workload identity",
    default: "false",
    value: (user) => string(isGroup(user.properties["WORKLOAD_IDENTITY"])),
  },
];

export const userDescription: DescribeTable = {
  columns: [text("property"), text("value"), text("default"), text("description")],
  rows: (user, context) =>
    ROWS.filter((row) => row.property === "NAME" || open(user, context)).map((row) => {
      const value = row.value === undefined ? textOf(user, row.property) : row.value(user);
      return [row.property, value ?? "null", row.default ?? "null", row.description];
    }),
};
