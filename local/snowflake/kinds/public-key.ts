import { createHash, createPublicKey } from "node:crypto";
import { SnowflakeError } from "../core/errors";

/**
 * Checks an RSA public key as users hold it (PEM, with or without its header lines) and returns its fingerprint in
 * Snowflake's form, `SHA256:<base64 of the hash of the DER key>`. Throws when it is no RSA public key of 2048 bits.
 */
export function publicKeyFingerprint(key: string, property: string): string {
  const body = key.replace(/-----[A-Z ]+-----/g, "").replace(/\s+/g, "");
  const der = Buffer.from(body, "base64");
  const invalid = (why: string): SnowflakeError =>
    new SnowflakeError(
      "002072",
      "22023",
      `SQL compilation error:\nNew public key rejected by current policy. Reason: '${why}' for property '${property}'; give an RSA public key of at least 2048 bits in PEM form`,
    );
  try {
    const parsed = createPublicKey({ key: der, format: "der", type: "spki" });
    if (parsed.asymmetricKeyType !== "rsa") throw invalid("not an RSA key");
    if ((parsed.asymmetricKeyDetails?.modulusLength ?? 0) < 2048) throw invalid("the key is too short");
  } catch (error) {
    throw error instanceof SnowflakeError ? error : invalid("Invalid public key");
  }
  return `SHA256:${createHash("sha256").update(der).digest("base64")}`;
}
