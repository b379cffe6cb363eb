import type { Problems } from "../../checks";
import { nearest } from "../../kedro/nearest";
import { secretClientNames } from "./clients";
import type { ConfigKey, KeyFamily } from "./key";
import { isSecretName, isSecretPlaceholder } from "./secrets";

/** Texts of a connector's, client's or worker's configuration. */
export type KafkaConfig = Readonly<Record<string, string>>;

export interface KnownKeys {
  /** What the keys belong to, for errors: `the Snowflake sink 4.1`. */
  readonly owner: string;
  readonly keys: readonly ConfigKey[];
  readonly families: readonly KeyFamily[];
}

/**
 * Every key is known, has its type, and no secret stands in it as a value. A worker takes unknown keys in silence, so a
 * misspelt one would leave a default in force that nobody chose.
 */
export function checkConfig(problems: Problems, config: KafkaConfig, known: KnownKeys): void {
  const table = new Map(known.keys.map((row) => [row.name, row]));
  for (const [name, value] of Object.entries(config)) {
    const row = table.get(name);
    if (row !== undefined) checkValue(problems, row, value);
    else checkFamily(problems, name, value, known);
  }
  for (const { name, required } of known.keys)
    if (required === true && (config[name] ?? "") === "")
      problems.add(name, `is required by ${known.owner}`, "give it a value");
}

function checkFamily(problems: Problems, name: string, value: string, known: KnownKeys): void {
  const family = known.families.find(({ prefix }) => name.startsWith(prefix) && name.length > prefix.length);
  if (family === undefined) {
    const names = [...known.keys.map((row) => row.name), ...known.families.flatMap(spelled)];
    unknown(problems, name, known.owner, nearest(name, names));
    return;
  }
  const rest = name.slice(family.prefix.length);
  if (family.names !== undefined && !family.names.includes(rest)) {
    const near = nearest(rest, family.names);
    unknown(problems, name, `a ${family.prefix.split(".")[0] ?? ""} of Kafka`, near && family.prefix + near);
  } else if (secretClientNames.includes(rest) || isSecretName(rest)) checkSecret(problems, name, value);
}

function spelled({ prefix, names = [] }: KeyFamily): readonly string[] {
  return names.map((name) => prefix + name);
}

function unknown(problems: Problems, name: string, owner: string, near: string | undefined): void {
  problems.add(
    name,
    `is no key of ${owner}, which would ignore it in silence`,
    near === undefined ? "remove it, or look up its name for this version" : `write ${near}`,
  );
}

function checkValue(problems: Problems, row: ConfigKey, value: string): void {
  if (row.type === "PASSWORD") {
    checkSecret(problems, row.name, value);
    return;
  }
  if (isSecretPlaceholder(value)) return;
  if (row.type === "BOOLEAN")
    problems.require(
      /^(true|false)$/i.test(value),
      row.name,
      `must be true or false, not "${value}"`,
      "write true or false",
    );
  if (row.type === "INT" || row.type === "LONG" || row.type === "SHORT") checkWhole(problems, row, value);
  if (row.type === "DOUBLE")
    problems.require(
      value.trim() !== "" && Number.isFinite(Number(value)),
      row.name,
      `must be a number, not "${value}"`,
      "write a number",
    );
  const valid = row.validValues;
  if (
    valid !== undefined &&
    value !== "" &&
    !valid.some((one) => one.toLowerCase() === value.toLowerCase())
  ) {
    const near = nearest(value, valid);
    problems.add(
      row.name,
      `must be one of ${valid.join(", ")}, not "${value}"`,
      near === undefined ? "choose one of the listed values" : `write ${near}`,
    );
  }
}

function checkWhole(problems: Problems, { name, min, type }: ConfigKey, value: string): void {
  const number = Number(value);
  const most = type === "INT" ? 2 ** 31 - 1 : type === "SHORT" ? 32767 : Number.MAX_SAFE_INTEGER;
  const least = min ?? -most;
  problems.require(
    /^-?\d+$/.test(value) && number >= least && number <= most,
    name,
    `must be a whole number${min === undefined ? "" : ` of at least ${min}`}, not "${value}"`,
    min === undefined ? "write a whole number" : `write ${min} or more`,
  );
}

/** Kafka's login by IAM: names a module, and no secret. */
export const iamLogin = "software.amazon.msk.auth.iam.IAMLoginModule required;";

/** The message never carries the value. */
function checkSecret(problems: Problems, name: string, value: string): void {
  problems.require(
    value === "" || isSecretPlaceholder(value) || value === iamLogin,
    name,
    "holds a secret, which would stand readable in Kafka's config topic, in the state and in logs",
    "pass a config provider's placeholder, such as ${env:SNOWFLAKE_PRIVATE_KEY}",
  );
}
