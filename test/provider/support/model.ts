/**
 * The AWS SDK's own model of a request, as it is in the installed version: arrays of
 * [kind, namespace, name, traits, …] with members behind functions.
 */
type Part = unknown;

const structure = 3;
const list = 1;
const map = 2;

/** Every leaf of a request: `ResourceConfig.InstanceGroups.InstanceType`. Lists and maps of plain values are leaves. */
export function leavesOf(schema: Part, prefix = ""): string[] {
  const part = opened(schema);
  if (!Array.isArray(part)) return [prefix];
  if (part[0] === structure) {
    const [names, members] = [part[4] as string[], part[5] as Part[]];
    return names.flatMap((name, index) =>
      leavesOf(members[index], prefix === "" ? name : `${prefix}.${name}`),
    );
  }
  if (part[0] === list) return leavesOf(part[4], prefix);
  if (part[0] === map) return [prefix];
  return [prefix];
}

/** A member is a schema, a function that gives one, or either with traits of its own. */
function opened(schema: Part): Part {
  const part: Part = typeof schema === "function" ? (schema as () => Part)() : schema;
  if (Array.isArray(part) && typeof part[0] !== "number") return opened(part[0]);
  return part;
}
