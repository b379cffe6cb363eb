import type { Change, Property } from "../framework";
import { code, table } from "./markdown";

type Table = Readonly<Record<string, Property>>;

/** One table of properties, under the path that leads to it. */
export interface Section {
  readonly path: string;
  readonly table: Table;
  readonly change: Change;
  readonly description: string;
  /** The path of an earlier section with the same members and effects. */
  readonly like?: string;
}

/** The table of a resource's inputs and, below it, one for each object inside. */
export function sections(inputs: Table, description: string, change: Change): Section[] {
  const result: Section[] = [];
  const told = new Map<string, string>();
  const queue: Section[] = [{ path: "", table: inputs, change, description }];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    result.push(next);
    for (const [name, property] of Object.entries(next.table)) {
      const effect = property.change ?? next.change;
      const inner = objectOf(property, next.path === "" ? name : `${next.path}.${name}`);
      if (inner === undefined) continue;
      const { path, members } = inner;
      const key = JSON.stringify([members, effect]);
      const like = told.get(key);
      const section = { path, table: members, change: effect, description: property.description };
      if (like === undefined) {
        told.set(key, path);
        queue.push(section);
      } else result.push({ ...section, like });
    }
  }
  return result;
}

/** The object a property is or holds: `channels.*` for a map's values, `rules[]` for a list's elements. */
function objectOf(property: Property, path: string): { path: string; members: Table } | undefined {
  if (property.type === "object")
    return property.members === undefined ? undefined : { path, members: property.members };
  if (property.items === undefined) return undefined;
  return objectOf(property.items, `${path}${property.type === "array" ? "[]" : ".*"}`);
}

export function inputTable({ table: of, change }: Section, canUpdate: boolean): string {
  const rows = Object.entries(of).map(([name, property]) => [
    code(name) + (property.required === true ? " (required)" : ""),
    typeOf(property),
    effectOf(property.change ?? change, canUpdate),
    property.default === undefined ? "" : code(JSON.stringify(property.default)),
    described(property),
  ]);
  return table(["Input", "Type", "A change", "Default", "Meaning"], rows);
}

export function outputTable(of: Table): string {
  const rows = Object.entries(of).map(([name, property]) => [
    code(name),
    typeOf(property),
    property.volatile === true ? "may change with an update" : "stays",
    described(property),
  ]);
  return table(["Output", "Type", "Value", "Meaning"], rows);
}

export function typeOf(property: Property): string {
  switch (property.type) {
    case "array":
      return `list of ${property.items === undefined ? "any" : typeOf(property.items)}`;
    case "map":
      return `map of ${property.items === undefined ? "any" : typeOf(property.items)}`;
    case "json":
      return "any JSON";
    case "asset":
      return "asset";
    case "files":
      return "asset or archive";
    default:
      return property.type;
  }
}

function effectOf(change: Change, canUpdate: boolean): string {
  if (change === "update") return canUpdate ? "updates in place" : "replaces";
  return change === "replace" ? "replaces" : "does nothing by itself";
}

function described(property: Property): string {
  const allowed =
    property.allowed === undefined
      ? ""
      : ` One of ${property.allowed.map((one) => code(String(one))).join(", ")}.`;
  return `${property.description}${allowed}${property.secret === true ? " Secret." : ""}`;
}
