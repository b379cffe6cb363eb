import type { AssetValue } from "./resource";

/** JSON as it travels between engine and provider: secrets, assets and references are tagged objects. */
export type Wire = string | number | boolean | null | Wire[] | { [key: string]: Wire };
export type WireBag = Record<string, Wire>;

/** A value the engine does not know yet. */
export const UNKNOWN = Symbol("unknown");
/** A value without its tags: secrets opened, assets as plain objects, unknowns as `UNKNOWN`. */
export type Tree = string | number | boolean | null | typeof UNKNOWN | Tree[] | { [key: string]: Tree };
export type TreeBag = Record<string, Tree>;

const TAG = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const ASSET = "c44067f5952c0a294b673a41bacd8c17";
const ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7";
const REFERENCE = "5cf8f73096256a8f31e491e813e4eb8e";
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
export const UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const unknownTexts = new Set([
  UNKNOWN_TEXT,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

export function secret(value: Wire): Wire {
  return isSecret(value) ? value : { [TAG]: SECRET, value };
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isBag(value: Wire): value is WireBag {
  return isObject(value);
}

export function isSecret(value: Wire): boolean {
  return isBag(value) && (value[TAG] === SECRET || (value[TAG] === OUTPUT && value.secret === true));
}

/** True when a secret is anywhere inside. */
export function containsSecret(value: Wire): boolean {
  if (isSecret(value)) return true;
  if (Array.isArray(value)) return value.some(containsSecret);
  return isBag(value) && Object.values(value).some(containsSecret);
}

/** Opens secrets and turns every other tagged object into what a resource reads. */
export function decode(value: Wire): Tree {
  if (typeof value === "string") return unknownTexts.has(value) ? UNKNOWN : value;
  if (Array.isArray(value)) return value.map(decode);
  if (!isBag(value)) return value;
  switch (value[TAG]) {
    case undefined:
      return decodeBag(value);
    case SECRET:
      return decode(value.value ?? null);
    case OUTPUT:
      return value.value === undefined ? UNKNOWN : decode(value.value);
    case REFERENCE:
      return decode(value.id === undefined || value.id === "" ? UNKNOWN_TEXT : value.id);
    case ASSET:
      return { ...asset(value) };
    case ARCHIVE:
      return { ...archive(value) };
    default:
      throw new Error("the engine sent a kind of value this provider does not know; upgrade Floe");
  }
}

export function decodeBag(bag: WireBag): TreeBag {
  return Object.fromEntries(Object.entries(bag).map(([key, value]) => [key, decode(value)]));
}

function asset(value: WireBag): AssetValue {
  const hash = typeof value.hash === "string" ? value.hash : "";
  if (typeof value.path === "string" && value.path !== "") return { kind: "file", path: value.path, hash };
  if (typeof value.uri === "string" && value.uri !== "") return { kind: "remote", uri: value.uri, hash };
  return { kind: "string", text: typeof value.text === "string" ? value.text : "", hash };
}

function archive(value: WireBag): { [key: string]: Tree } {
  const tag = { kind: "archive", hash: typeof value.hash === "string" ? value.hash : "" };
  if (typeof value.path === "string" && value.path !== "") return { ...tag, path: value.path };
  if (typeof value.uri === "string" && value.uri !== "") return { ...tag, uri: value.uri };
  const entries = typeof value.assets === "object" && isBag(value.assets) ? value.assets : {};
  return { ...tag, entries: decodeBag(entries) };
}

/** Every text inside a secret, for taking them out of messages. */
export function secretTexts(value: Wire, inside = false): string[] {
  if (typeof value === "string") return inside && value !== "" ? [value] : [];
  if (typeof value === "number") return inside ? [String(value)] : [];
  if (Array.isArray(value)) return value.flatMap((item) => secretTexts(item, inside));
  if (!isBag(value)) return [];
  if (isSecret(value)) return secretTexts(value.value ?? null, true);
  return Object.values(value).flatMap((item) => secretTexts(item, inside));
}
