import { renameSync, writeFileSync } from "node:fs";

export type Properties = Readonly<Record<string, string | number | boolean>>;

/** Writes a Java properties file, private to the user: it may name secrets. */
export function writeProperties(path: string, properties: Properties): void {
  const lines = Object.entries(properties).map(([name, value]) => `${name}=${escape(String(value))}`);
  writeFileSync(`${path}.new`, `${lines.join("\n")}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

/** A backslash begins an escape, and a line ends a value; all else stands for itself behind `=`. */
const escape = (value: string): string =>
  value.replace(/\\/g, "\\\\").replace(/\n/g, "\\n").replace(/\r/g, "\\r").replace(/^ /, "\\ ");
