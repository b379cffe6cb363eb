// Writes the table of the Snowflake source's keys from the list the connector's own definition gives, or checks it.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { format } from "prettier";

const root = join(fileURLToPath(import.meta.url), "..", "..");
const from = join(root, "connectors", "snowflake-source", "config.json");
const to = join(root, "blueprints", "kafka", "source", "keys.ts");

const read = JSON.parse(readFileSync(from, "utf8"));
const keys = Array.isArray(read) ? read : read.keys;
const types = ["STRING", "INT", "LONG", "SHORT", "DOUBLE", "BOOLEAN", "LIST", "CLASS", "PASSWORD"];

/** A validator's own words: `[stream, query]` is a closed set, `[1,...,100]` a range. */
function rules(validator) {
  const [, least] = /^\[(-?\d+),\.\.\./.exec(validator ?? "") ?? [];
  if (least !== undefined) return { min: Number(least) };
  const [, words] = /^\[([^\]]*)\]$/.exec(validator ?? "") ?? [];
  return words === undefined ? {} : { validValues: words.split(",").map((word) => word.trim()) };
}

function row({ name, type, default: standard, required, validValues }) {
  const kind = type.toUpperCase();
  if (!types.includes(kind)) throw new Error(`${name}: type ${type} is none of ${types.join(", ")}`);
  const rest = { ...(required ? { required: true } : {}), ...rules(validValues) };
  // A secret's default is hidden, so what stands for it is no value.
  const usual = kind === "PASSWORD" || standard === null ? undefined : String(standard);
  const bare = Object.keys(rest).length === 0;
  const standing = usual === undefined ? (bare ? [] : ["undefined"]) : [JSON.stringify(usual)];
  const parts = [JSON.stringify(name), JSON.stringify(kind), ...standing];
  return `key(${[...parts, ...(bare ? [] : [JSON.stringify(rest)])].join(", ")}),`;
}

const text = await format(
  `// Written by scripts/kafka-keys.mjs from connectors/snowflake-source/config.json.
import { key, type ConfigKey } from "../keys";

/** Keys of Floe's Snowflake source. */
export const snowflakeSourceKeys: readonly ConfigKey[] = [
${keys.map(row).join("\n")}
];
`,
  { parser: "typescript", printWidth: 110 },
);
if (process.argv.includes("--check")) {
  if (readFileSync(to, "utf8") !== text) {
    console.error(
      "blueprints/kafka/source/keys.ts is not what the connector defines: run node scripts/kafka-keys.mjs",
    );
    process.exit(1);
  }
} else writeFileSync(to, text);
