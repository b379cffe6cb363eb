import type { KafkaConfig } from "../keys";

/** Text of a Java properties file, keys in one order so that equal settings are equal text. */
export function propertiesText(settings: KafkaConfig): string {
  return Object.entries(settings)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([name, value]) => `${escape(name, true)}=${escape(value, false)}\n`)
    .join("");
}

/** What `java.util.Properties` reads back unchanged. */
function escape(text: string, isKey: boolean): string {
  const escaped = text
    .replaceAll("\\", "\\\\")
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replaceAll("\t", "\\t")
    .replaceAll("\f", "\\f")
    .replace(/[^\x20-\x7e]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return isKey ? escaped.replace(/[ :=#!]/g, "\\$&") : escaped.replace(/^[ ]/, "\\ ");
}
