// Writes the checksums of the plugins Floe knows, as Maven resolves them here. What is locked already must not change.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(fileURLToPath(import.meta.url), "..", "..");
const file = join(root, "blueprints", "kafka", "plugins", "locked.json");

/** `whole`: the jar holds all it needs. */
const sets = [
  {
    name: "snowflake-sink",
    version: "2.5.0",
    wanted: ["com.snowflake:snowflake-kafka-connector:2.5.0"],
    whole: true,
  },
  {
    name: "bouncycastle-fips",
    version: "1.0.3",
    wanted: ["org.bouncycastle:bc-fips:1.0.2.1", "org.bouncycastle:bcpkix-fips:1.0.3"],
    whole: true,
  },
  {
    name: "glue-avro",
    version: "1.1.9",
    wanted: ["software.amazon.glue:schema-registry-kafkaconnect-converter:1.1.9"],
  },
  {
    name: "msk-iam-auth",
    version: "2.3.9",
    wanted: ["software.amazon.msk:aws-msk-iam-auth:2.3.9:all"],
    whole: true,
  },
];

const { lockArtifacts } = await import(join(root, "dist", "local", "kafka", "lock.js"));
const { findJava } = await import(join(root, "dist", "local", "kafka", "java.js"));
const java = await findJava();
const locked = JSON.parse(readFileSync(file, "utf8"));
for (const { name, version, wanted, whole = false } of sets) {
  const files = await lockArtifacts(wanted, { java, log: console.log, transitive: !whole });
  const now = Object.fromEntries(files.map(({ coordinates, sha256 }) => [coordinates, sha256]));
  const before = locked[name]?.[version] ?? {};
  for (const [coordinates, sha256] of Object.entries(before))
    if (now[coordinates] !== sha256)
      throw new Error(`${coordinates} was locked with ${sha256} and is ${now[coordinates] ?? "gone"} now`);
  locked[name] = { ...locked[name], [version]: now };
  console.log(`${name} ${version}: ${files.length} files`);
}
writeFileSync(file, `${JSON.stringify(locked, null, 2)}\n`);
