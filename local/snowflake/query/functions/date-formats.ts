import { unsupported } from "../../core/errors";

/** Elements of Snowflake's date and time formats, longest first, and strftime's word for each. */
const ELEMENTS: readonly (readonly [RegExp, string])[] = [
  [/^YYYY/i, "%Y"],
  [/^YY/i, "%y"],
  [/^MMMM/i, "%B"],
  [/^MON/i, "%b"],
  [/^MM/i, "%m"],
  [/^DD/i, "%d"],
  [/^DY/i, "%a"],
  [/^HH24/i, "%H"],
  [/^HH12/i, "%I"],
  [/^HH/i, "%H"],
  [/^MI/i, "%M"],
  [/^SS/i, "%S"],
  [/^FF[0-3]/i, "%g"],
  [/^FF[4-6]/i, "%f"],
  [/^FF[789]?/i, "%n"],
  [/^(AM|PM)/i, "%p"],
  [/^TZHTZM|^TZH:TZM|^TZH/i, "%z"],
  [/^TZD/i, "%Z"],
];

/** Translates a Snowflake format to strftime's. Text in double quotes is literal. */
export function dateFormat(format: string): string {
  let out = "";
  let rest = format;
  while (rest !== "") {
    const quoted = /^"([^"]*)"/.exec(rest);
    const element = ELEMENTS.find(([pattern]) => pattern.test(rest));
    if (quoted !== null) {
      out += quoted[1] ?? "";
      rest = rest.slice(quoted[0].length);
    } else if (element !== undefined) {
      out += element[1];
      rest = rest.slice(element[0].exec(rest)?.[0].length ?? 1);
    } else {
      const char = rest.charAt(0);
      if (/[A-SU-Z]/i.test(char)) throw unsupported(`date format element at '${rest}'`);
      out += char === "%" ? "%%" : char;
      rest = rest.slice(1);
    }
  }
  return out;
}
