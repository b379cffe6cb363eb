/** The parts of a qualified name: `DB."my schema".T` -> DB, my schema, T. Unquoted parts are upper-cased. */
export function nameParts(name: string): string[] {
  const parts: string[] = [];
  const pattern = /"((?:[^"]|"")*)"|([^".]+)/gy;
  let position = 0;
  while (position < name.length) {
    pattern.lastIndex = position;
    const match = pattern.exec(name);
    if (match === null) throw new Error(`${name} is not a qualified Snowflake name`);
    parts.push(
      match[1] === undefined ? (match[2] ?? "").trim().toUpperCase() : match[1].replaceAll('""', '"'),
    );
    position = pattern.lastIndex;
    if (position < name.length && name[position] !== ".")
      throw new Error(`${name} is not a qualified Snowflake name`);
    position += 1;
  }
  return parts;
}

/** The last part of a qualified name. */
export function lastPart(name: string): string {
  return nameParts(name).at(-1) ?? "";
}

/** True for a name of three parts: database, schema and object. */
export function isQualified(name: string): boolean {
  try {
    return nameParts(name).length === 3;
  } catch {
    return false;
  }
}
