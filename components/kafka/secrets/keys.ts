import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";

/** A private key as connectors read it, and what tells of it without telling it. */
export interface ReadKey {
  /** PKCS#8 PEM on one line: some readers of secrets end at a line's end. */
  readonly privateKey: string;
  /** Base64 of the public half: what Snowflake's RSA_PUBLIC_KEY takes. */
  readonly publicKey: string;
}

/**
 * Reads a private key.
 *
 * @throws Error that names the fault and never the key.
 */
export function readKey(argument: string, text: string): ReadKey {
  const key = parse(argument, text);
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key.asymmetricKeyType !== "rsa" || bits < 2048)
    throw new Error(`${argument}: must be an RSA key of at least 2,048 bits. Fix: openssl genrsa 2048`);
  const body = (lines: string) => lines.replace(/-----[A-Z ]+-----|\s/g, "");
  const pem = key.export({ type: "pkcs8", format: "pem" }).toString();
  return {
    privateKey: `-----BEGIN PRIVATE KEY-----${body(pem)}-----END PRIVATE KEY-----`,
    publicKey: body(createPublicKey(key).export({ type: "spki", format: "pem" }).toString()),
  };
}

function parse(argument: string, text: string): KeyObject {
  try {
    return createPrivateKey(text.replaceAll("\\n", "\n"));
  } catch {
    // The reason is left out: it may quote the text.
    throw new Error(
      `${argument}: is no unencrypted private key in PEM. Fix: make one with openssl genrsa 2048 | openssl pkcs8 -topk8 -nocrypt`,
    );
  }
}

/** Both halves of a key: the private one stays a secret of the engine, the public one is none. */
export function halves(
  argument: string,
  given: pulumi.Input<string>,
): { readonly privateKey: pulumi.Output<string>; readonly publicKey: pulumi.Output<string> } {
  const read = pulumi.secret(given).apply((text) => readKey(argument, text));
  return {
    privateKey: read.apply(({ privateKey }) => privateKey),
    publicKey: pulumi.unsecret(read.apply(({ publicKey }) => publicKey)),
  };
}

/** A number that is another one for another key, made from its public half. */
export function versionOf(publicKey: pulumi.Output<string>): pulumi.Output<number> {
  return publicKey.apply((text) => {
    const key = createPublicKey(`-----BEGIN PUBLIC KEY-----\n${text}\n-----END PUBLIC KEY-----`);
    const jwk = key.export({ format: "jwk" });
    return Buffer.from(jwk.n ?? "", "base64url").readUInt32BE(8) % 2_000_000_000;
  });
}
