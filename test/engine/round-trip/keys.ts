import { generateKeyPairSync } from "node:crypto";

const publicKey = (): string =>
  generateKeyPairSync("rsa", { modulusLength: 2048 })
    .publicKey.export({ type: "spki", format: "pem" })
    .toString()
    .replaceAll(/-----[^-]+-----|\s/g, "");
/** Public keys as Snowflake takes them. */
export const keys = { first: publicKey(), changed: publicKey(), other: publicKey(), user: publicKey() };
