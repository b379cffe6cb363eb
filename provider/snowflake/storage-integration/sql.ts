import { quoteIdentifier, quoteString } from "../../../blueprints/snowflake";
import { type Bag, flag, text, textOf, texts } from "../../framework";
import { storageProvider } from "./check";

function list(values: readonly string[]): string {
  return `(${values.map(quoteString).join(", ")})`;
}

export function createSql(news: Bag): string {
  return [
    `CREATE STORAGE INTEGRATION ${quoteIdentifier(textOf(news.name))}`,
    "TYPE = EXTERNAL_STAGE",
    `STORAGE_PROVIDER = '${storageProvider(text(news.roleArn))}'`,
    ...settings(news),
    ...optional(news).flatMap(([, option, value]) => (value === undefined ? [] : [`${option} = ${value}`])),
  ].join(" ");
}

function settings(news: Bag): string[] {
  return [
    `ENABLED = ${flag(news.enabled) === false ? "FALSE" : "TRUE"}`,
    `STORAGE_AWS_ROLE_ARN = ${quoteString(textOf(news.roleArn))}`,
    `STORAGE_AWS_EXTERNAL_ID = ${quoteString(textOf(news.externalId))}`,
    `STORAGE_ALLOWED_LOCATIONS = ${list(texts(news.allowedLocations))}`,
  ];
}

/** Input, option, and its value where it is set. */
function optional(news: Bag): readonly [string, string, string | undefined][] {
  const blocked = texts(news.blockedLocations);
  return [
    ["blockedLocations", "STORAGE_BLOCKED_LOCATIONS", blocked.length === 0 ? undefined : list(blocked)],
    ["objectAcl", "STORAGE_AWS_OBJECT_ACL", quoted(news.objectAcl)],
    [
      "usePrivatelinkEndpoint",
      "USE_PRIVATELINK_ENDPOINT",
      flag(news.usePrivatelinkEndpoint) === true ? "TRUE" : undefined,
    ],
    ["comment", "COMMENT", quoted(news.comment)],
  ];
}

/** One statement for what is set, one for each option that no longer is. */
export function alterSql(name: string, olds: Bag, news: Bag): string[] {
  const set: string[] = [];
  const unset: string[] = [];
  const changed = (key: string) => JSON.stringify(olds[key]) !== JSON.stringify(news[key]);
  if (["enabled", "roleArn", "externalId", "allowedLocations"].some(changed)) set.push(...settings(news));
  for (const [key, option, value] of optional(news)) {
    if (!changed(key)) continue;
    if (value !== undefined) set.push(`${option} = ${value}`);
    // It has no UNSET, and is false where it never was set.
    else if (key !== "usePrivatelinkEndpoint") unset.push(option);
    else if (flag(olds[key]) === true) set.push(`${option} = FALSE`);
  }
  const alter = `ALTER STORAGE INTEGRATION ${quoteIdentifier(name)}`;
  return [
    ...(set.length === 0 ? [] : [`${alter} SET ${set.join(" ")}`]),
    ...unset.map((option) => `${alter} UNSET ${option}`),
  ];
}

function quoted(value: Bag[string]): string | undefined {
  return text(value) === undefined ? undefined : quoteString(textOf(value));
}
