import { createPrivateKey, createPublicKey, generateKeyPairSync } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Public keys of connectors whose private keys the workers read from a properties file, made there at the first deployment
 * and never again. Only the public ones reach the stack.
 */
export function connectorKeys(file: string, names: readonly string[]): Readonly<Record<string, string>> {
  const kept = existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
  const lines = names.map((name) => kept.find((line) => line.startsWith(`${name}=`)) ?? newKey(name));
  if (lines.some((line) => !kept.includes(line))) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, `${lines.join("\n")}\n`, { mode: 0o600 });
  }
  return Object.fromEntries(lines.map((line, at) => [names[at] ?? "", publicKey(line)]));
}

/** A properties file has a value on one line. */
function newKey(name: string): string {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString().trim();
  return `${name}=${pem.replaceAll("\n", "\\n")}`;
}

function publicKey(line: string): string {
  const pem = line.slice(line.indexOf("=") + 1).replaceAll("\\n", "\n");
  const key = createPublicKey(createPrivateKey(pem));
  return key.export({ type: "spki", format: "der" }).toString("base64");
}
