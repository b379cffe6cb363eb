import { textWidth } from "./measure";
import type { Box, Scene } from "./scene";

/** How much wider a label is for being bold. */
export const bold = 1.12;
export const font = { label: 13, line: 11, arrow: 10, small: 9 } as const;
export const pad = { side: 14, top: 9, line: 15, label: 17 } as const;
const widest = 240;

/** How large a box is. */
export function sizeOf(box: Box, { compact }: Pick<Scene, "compact">): { width: number; height: number } {
  if (compact) return { width: small.width, height: small.height };
  const text = Math.max(
    textWidth(box.label, font.label * bold),
    ...box.lines.map((line) => textWidth(line, font.line)),
  );
  return {
    width: Math.min(widest, Math.max(84, Math.ceil(text) + 2 * pad.side)),
    height: 2 * pad.top + pad.label + box.lines.length * pad.line,
  };
}

/** Boxes of an overview. */
export const small = { width: 132, height: 15, row: 20, column: 146, gap: 46 } as const;
