/** A CSV record's cells; quotes stay on, so that what is joined again is what came. */
export function cells(line: string): string[] {
  if (!line.includes('"')) return line.split(",");
  const found: string[] = [];
  let start = 0;
  let quoted = false;
  for (let index = 0; index < line.length; index++) {
    const character = line.charCodeAt(index);
    if (character === 34) quoted = !quoted;
    else if (character === 44 && !quoted) {
      found.push(line.slice(start, index));
      start = index + 1;
    }
  }
  found.push(line.slice(start));
  return found;
}
