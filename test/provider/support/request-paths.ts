/** Paths of every leaf a request has, as `leavesOf` writes those of the model. */
export function requestPaths(value: unknown, path = ""): string[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) {
    const plain = value.every((item) => typeof item !== "object");
    return plain ? [path] : [...new Set(value.flatMap((item) => requestPaths(item, path)))];
  }
  if (typeof value !== "object" || value === null || path === "Environment") return [path];
  return Object.entries(value).flatMap(([name, item]) =>
    requestPaths(item, path === "" ? name : `${path}.${name}`),
  );
}

/** A bag without some of its members. */
export function without<T>(bag: Readonly<Record<string, T>>, ...names: string[]): Record<string, T> {
  return Object.fromEntries(Object.entries(bag).filter(([name]) => !names.includes(name)));
}
