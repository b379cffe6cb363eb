import type { Bag } from "../../../provider/framework/resource";
import { fixed, text } from "../common/properties";
import { need, str } from "../common/values";
import { snowflake } from "./define";
import { cell, filled } from "./rows";
import { orAbsent } from "./show";
import { ident, literal, partsOf } from "./sql";

const keys = [
  ["rsaPublicKey", "RSA_PUBLIC_KEY"],
  ["rsaPublicKey2", "RSA_PUBLIC_KEY_2"],
] as const;
const bare = (value: unknown): string =>
  typeof value === "string" ? value.replaceAll(/-----[^-]+-----|\s/g, "") : "";

const statements = (name: string, inputs: Bag, changed?: ReadonlySet<string>): string[] =>
  keys.flatMap(([property, key]) => {
    if (changed === undefined ? inputs[property] === undefined : !changed.has(property)) return [];
    const value = str(inputs[property]);
    return [
      `ALTER USER ${ident(name)} ${value === undefined ? `UNSET ${key}` : `SET ${key} = ${literal(value)}`}`,
    ];
  });

export const userPublicKeys = snowflake({
  token: "snowflake:index/userPublicKeys:UserPublicKeys",
  description: "The public keys of a user.",
  status: "simulated",
  feature: "snowflake_user_public_keys_resource",
  inputs: {
    ...fixed({ name: text("Name of the user.") }),
    rsaPublicKey: text("Public key, base64 without header and footer."),
    rsaPublicKey2: text("Second public key, for rotation."),
  },
  naming: { property: "name", longest: 255 },
  same: (property, old, value) => property !== "name" && bare(old) === bare(value),
  check(inputs, unknown) {
    if (keys.some(([property]) => inputs[property] !== undefined || unknown.has(property))) return [];
    return [{ property: "rsaPublicKey", reason: "is required when rsaPublicKey2 is not given" }];
  },
  async create(inputs, call) {
    const name = need(inputs, "name");
    for (const sql of statements(name, inputs)) await call.sql(sql);
    return name;
  },
  async read(id, call) {
    const name = partsOf(id).join(".");
    const rows = await orAbsent(call.sql(`DESCRIBE USER ${ident(name)}`));
    if (rows === undefined) return undefined;
    const value = (key: string) =>
      filled(
        rows.find((row) => cell(row, "property") === key),
        "value",
      );
    const [one, two] = [value("RSA_PUBLIC_KEY"), value("RSA_PUBLIC_KEY_2")];
    if (one === undefined && two === undefined) return undefined;
    return { id: name, name, rsaPublicKey: one, rsaPublicKey2: two };
  },
  async update(id, { changed, news }, call) {
    for (const sql of statements(id, news, changed)) await call.sql(sql);
    return undefined;
  },
  async delete(id, state, call) {
    for (const [property, key] of keys) {
      if (state.inputs[property] !== undefined)
        await orAbsent(call.sql(`ALTER USER ${ident(id)} UNSET ${key}`));
    }
  },
});
