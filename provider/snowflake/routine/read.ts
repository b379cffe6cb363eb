import { type Bag, list, type Value } from "../../framework";
import { type Described, drifted, items } from "./live";
import type { Kind } from "./table";
import { type Identity, named, splitTypes } from "./types";

/** Which input each word of a description is about, and how it reads there. */
type Reading = (described: Described, held: Bag, kind: Kind) => Bag;

const readings: Readonly<Record<string, Reading>> = {
  signature: ({ signature = "" }, held) => ({ arguments: argumentsOf(signature, held) }),
  returns: ({ returns = "" }) => returnsOf(returns),
  "null handling": (described) => ({
    nullInput: /^(RETURNS NULL|STRICT)/i.test(described["null handling"] ?? "") ? "RETURNS NULL" : "CALLED",
  }),
  volatility: ({ volatility }, _held, kind) => (kind === "FUNCTION" ? { volatility } : {}),
  "execute as": (described) => ({ executeAs: described["execute as"] }),
  body: ({ body }) => ({ code: body === "" ? undefined : body, vectorized: undefined }),
  imports: ({ imports = "" }) => ({ imports: some(items(imports)) }),
  handler: ({ handler }) => ({ handler }),
  runtime_version: ({ runtime_version }) => ({ runtimeVersion: runtime_version }),
  packages: ({ packages = "" }) => ({
    packages: some(items(packages).map((name) => name.replace(/^['"]|['"]$/g, ""))),
  }),
  artifact_repository: ({ artifact_repository }) => ({ artifactRepository: nonEmpty(artifact_repository) }),
  external_access_integrations: ({ external_access_integrations = "" }) => ({
    externalAccessIntegrations: some(items(external_access_integrations).map(unquoted)),
  }),
  secrets: ({ secrets = "" }) => ({ secrets: secretsOf(secrets) }),
  comment: ({ comment = "" }, _held, kind) => ({
    comment: comment === `user-defined ${kind.toLowerCase()}` ? undefined : nonEmpty(comment),
  }),
  secure: ({ secure }) => ({ secure: secure === "Y" }),
  aggregate: ({ aggregate }) => ({ aggregate: aggregate === "Y" }),
};

/**
 * Inputs that describe the live routine. With a state, only what changed since its last change is read anew, so the
 * many spellings Snowflake has for one thing never look like drift; without one (import) everything is.
 */
export function readInputs(
  kind: Kind,
  id: Identity,
  described: Described,
  held: Bag | undefined,
  before: Value,
): Bag {
  const start: Bag = held ?? {
    database: id.database,
    schema: id.schema,
    name: id.name,
    notNull: false,
    nullInput: "CALLED",
  };
  const words =
    held === undefined || before === undefined ? new Set(Object.keys(described)) : drifted(described, before);
  const found: Record<string, Value> = { ...start };
  for (const [word, reading] of Object.entries(readings)) {
    if (words.has(word)) Object.assign(found, reading(described, start, kind));
  }
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

/** Defaults are not described: those of the state stay with their names. */
function argumentsOf(signature: string, held: Bag): Value {
  const declared = new Map(named(held.arguments).map((argument) => [argument.name, argument.default]));
  const found = splitTypes(signature.trim().replace(/^\(|\)$/g, "")).map((item) => {
    const { name, type } = nameAndType(item);
    const otherwise = declared.get(name);
    return otherwise === undefined ? { name, type } : { name, type, default: otherwise };
  });
  return found.length === 0 && list(held.arguments).length === 0 ? held.arguments : found;
}

function returnsOf(returns: string): Bag {
  const notNull = / NOT NULL$/i.test(returns);
  const type = returns.replace(/ NOT NULL$/i, "").trim();
  const table = /^TABLE\s*\((.*)\)$/is.exec(type);
  if (table === null) return { returns: type, returnsTable: undefined, notNull };
  return { returns: undefined, returnsTable: splitTypes(table[1] ?? "").map(nameAndType), notNull: false };
}

function nameAndType(item: string): { name: string; type: string } {
  const match = /^(?:"((?:[^"]|"")*)"|(\S+))\s+(.*)$/s.exec(item.trim());
  const name = match?.[1] === undefined ? (match?.[2] ?? item) : match[1].replaceAll('""', '"');
  return { name, type: (match?.[3] ?? "").trim() };
}

function secretsOf(json: string): Value {
  if (json === "") return undefined;
  try {
    const value = JSON.parse(json) as Bag;
    return Object.keys(value).length === 0 ? undefined : value;
  } catch {
    return undefined;
  }
}

function some(values: readonly string[]): Value {
  return values.length === 0 ? undefined : values;
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === "" ? undefined : value;
}

function unquoted(name: string): string {
  return name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
}
