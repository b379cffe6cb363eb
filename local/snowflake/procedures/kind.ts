import { parametersOf } from "../catalog/parameters/definitions";
import type { Account } from "../core/account";
import type { CatalogObject } from "../core/cloud";
import { unsupported } from "../core/errors";
import { text } from "../core/result";
import type { TokenStream } from "../ddl/stream";
import type { Change, Definition, KindContext, ObjectKind, Properties } from "../kinds/kind";
import { without } from "../kinds/values";
import { checkAccess } from "./access";
import { readIntegrations, readSecrets } from "./clauses";
import { routineDefinition } from "./definition";
import { describeRows, showColumns, showRow } from "./describe";
import { resolvePackages } from "./packages";
import { readRoutine, type RoutineKind } from "./parse";

/** What CREATE OR ALTER cannot change ("CREATE FUNCTION", "CREATE OR ALTER FUNCTION usage notes"). */
const FIXED = ["LANGUAGE", "HANDLER", "VOLATILITY", "STRICT", "AGGREGATE", "PARAMETERS"];

function checkOrAlter(before: CatalogObject, definition: Definition): void {
  const plain = (properties: CatalogObject["properties"], name: string): string => {
    const value = properties[name] ?? null;
    return JSON.stringify(value === false || value === "VOLATILE" ? null : value);
  };
  const changed = FIXED.find((name) => plain(before.properties, name) !== plain(definition.properties, name));
  if (changed === undefined) return;
  const names: Readonly<Record<string, string>> = { STRICT: "NULL HANDLING", PARAMETERS: "ARGUMENTS" };
  throw unsupported(`changing ${names[changed] ?? changed} by CREATE OR ALTER`);
}

/** ALTER .. SET and UNSET of what can be set on its own. */
function readAlter(stream: TokenStream, object: CatalogObject, what: RoutineKind): Change | undefined {
  if (what === "PROCEDURE" && stream.take("EXECUTE AS")) {
    const mode = stream.takeOne(["OWNER", "CALLER"]);
    if (mode === undefined) throw stream.unexpected("OWNER or CALLER");
    return { properties: { ...object.properties, EXECUTE_AS: mode } };
  }
  const { properties } = object;
  if (stream.take("SET SECURE")) return { properties: { ...properties, SECURE: true } };
  if (stream.take("UNSET SECURE")) return { properties: without(properties, "SECURE") };
  if (stream.take("SET EXTERNAL_ACCESS_INTEGRATIONS"))
    return { properties: { ...properties, EXTERNAL_ACCESS_INTEGRATIONS: readIntegrations(stream) } };
  if (stream.take("SET SECRETS")) return { properties: { ...properties, SECRETS: readSecrets(stream) } };
  for (const name of ["EXTERNAL_ACCESS_INTEGRATIONS", "SECRETS"])
    if (stream.take(`UNSET ${name}`)) return { properties: without(properties, name) };
  return undefined;
}

/** Checks what a Python routine needs, and completes the names of its secrets. */
async function settle(account: Account, properties: Properties, context: KindContext): Promise<Properties> {
  const definition = routineDefinition({ properties } as unknown as CatalogObject);
  if (definition.language !== "PYTHON") return properties;
  const secrets = checkAccess(definition, context);
  await account.extensions.checkImports?.(definition.imports, context.session);
  const { installed } = await resolvePackages(account, definition);
  return {
    ...properties,
    ...(Object.keys(secrets).length === 0 ? {} : { SECRETS: secrets }),
    ...(installed.length === 0 ? {} : { INSTALLED_PACKAGES: installed }),
  };
}

const routineKind = (account: () => Account, name: RoutineKind): ObjectKind => ({
  name,
  plural: `${name}S`,
  aliases: name === "FUNCTION" ? ["USER FUNCTION"] : [],
  scope: "schema",
  privileges: ["USAGE"],
  overloaded: true,
  orAlter: true,
  modifiers: name === "FUNCTION" ? ["SECURE", "AGGREGATE"] : ["SECURE"],
  parameters: parametersOf("routine"),
  checkOrAlter,
  parseCreate: (stream, { modifiers }) => readRoutine(stream, name, modifiers),
  complete: (properties, context) => settle(account(), properties, context),
  async parseAlter(stream, context) {
    const change = readAlter(stream, context.object, name);
    return change?.properties === undefined
      ? change
      : { ...change, properties: await settle(account(), change.properties, context) };
  },
  show: { columns: showColumns(name), row: (routine) => showRow(routine, name) },
  describe: {
    columns: [text("property"), text("value")],
    rows: (routine, context) => describeRows(routine, name, context),
  },
});

/** Stored procedures and user-defined functions, in SQL and Python. */
export const routineKinds = (account: () => Account): readonly ObjectKind[] => [
  routineKind(account, "PROCEDURE"),
  routineKind(account, "FUNCTION"),
];
