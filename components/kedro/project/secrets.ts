import { readFileSync } from "node:fs";
import { basename, extname } from "node:path";
import { yaml } from "../yaml";

/** A place in a configuration file whose value looks like a secret. Never holds the value. */
export interface SecretPlace {
  readonly file: string;
  /** Keys on the way to the value, joined by dots; empty when the whole file is meant. */
  readonly key: string;
}

/** Files that hold nothing but secrets. */
const keyFile = /\.(?:pem|p8|p12|pfx|key|jks|keystore)$|^id_(?:rsa|ed25519|ecdsa|dsa)$/i;
/** What the last words of a key say about its value. */
const telling =
  /(?:^| )(?:password|passwd|pwd|passphrase|secret|token|apikey|(?:api|access|private|secret|account|signing|encryption) key|connection string)$/;
/** Values that are secrets whatever their key. */
const revealing =
  /-----BEGIN [A-Z ]*PRIVATE KEY|^(?:AKIA|ASIA)[0-9A-Z]{16}$|^\w[\w+.-]*:\/\/[^/\s:@]+:[^/\s@]+@/;

/** Whether Kedro would read the file as credentials: any part of its path begins with that word. */
export function isCredentials(path: string): boolean {
  return path.split("/").some((part) => /^credentials/i.test(part));
}

/** Places in a configuration file that look like secrets. A file that does not parse is Kedro's to complain about. */
export function secretPlaces(path: string, file: string): SecretPlace[] {
  if (keyFile.test(basename(file))) return [{ file, key: "" }];
  return keysWithSecrets(extname(file), () => readFileSync(path, "utf8")).map((key) => ({ file, key }));
}

function keysWithSecrets(kind: string, read: () => string): string[] {
  if ([".yml", ".yaml", ".json"].includes(kind)) {
    try {
      return yaml()
        .parseAllDocuments(read(), { logLevel: "silent" })
        .flatMap((document) => inside("toJS" in document ? document.toJS() : undefined, []));
    } catch {
      return [];
    }
  }
  return [".toml", ".ini", ".cfg", ".properties", ".conf"].includes(kind) ? inLines(read()) : [];
}

function inside(value: unknown, path: readonly string[]): string[] {
  if (typeof value === "string") return looksSecret(path.at(-1) ?? "", value) ? [path.join(".")] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => inside(item, [...path, key]));
}

function inLines(text: string): string[] {
  return [...text.matchAll(/^\s*([\w.-]+)\s*[=:]\s*["']?([^"'\n]*)["']?\s*$/gm)].flatMap(
    ([, key = "", value = ""]) => (looksSecret(key, value) ? [key] : []),
  );
}

function looksSecret(key: string, value: string): boolean {
  if (value.trim() === "" || /\$\{[^}]+\}/.test(value)) return false;
  return telling.test(words(key)) || revealing.test(value.trim());
}

/** `dbPassword`, `db_password` and `db-password` -> `db password`. */
function words(key: string): string {
  return key
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/[^A-Za-z0-9]+/g, " ")
    .trim()
    .toLowerCase();
}
