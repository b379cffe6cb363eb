/** Widths of characters in parts of the font's size, for system sans-serif faces; rather too wide than too narrow. */
const narrow = /[iljtfrI.,:;'|!()[\]· ]/;
const wide = /[mwMW@%]/;

/** About how wide a text is, pixels. Nothing that draws can be asked: the file is made without a screen. */
export function textWidth(text: string, size: number): number {
  let units = 0;
  for (const char of text)
    units += narrow.test(char)
      ? 0.34
      : wide.test(char)
        ? 0.9
        : char > "\u2e7f"
          ? 1.05
          : /[A-Z_]/.test(char)
            ? 0.68
            : 0.57;
  return units * size;
}

/** A text that fits, cut in its middle: both ends of a qualified name tell most. */
export function fitted(text: string, size: number, width: number): string {
  if (textWidth(text, size) <= width) return text;
  const chars = Array.from(text);
  for (let kept = chars.length - 1; kept > 2; kept--) {
    const head = Math.ceil(kept / 2);
    const short = `${chars.slice(0, head).join("")}…${chars.slice(chars.length - (kept - head)).join("")}`;
    if (textWidth(short, size) <= width) return short;
  }
  return "…";
}
