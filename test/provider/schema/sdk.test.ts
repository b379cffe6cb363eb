import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import ts from "typescript";
import { beforeAll, describe, expect, it } from "vitest";
import { definition } from "../../../provider/definition";
import type { Property } from "../../../provider/framework";
import * as sdk from "../../../provider/sdk";

const root = join(__dirname, "..", "..", "..");
type Table = Readonly<Record<string, Property>>;
let checker: ts.TypeChecker;
let entry: ts.Symbol;
const registered: Record<string, unknown>[] = [];

beforeAll(async () => {
  const file = join(root, "provider", "sdk", "index.ts");
  const program = ts.createProgram([file], {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.Node16,
    moduleResolution: ts.ModuleResolutionKind.Node16,
    lib: ["lib.es2023.d.ts"],
    types: ["node"],
  });
  checker = program.getTypeChecker();
  entry = checker.getSymbolAtLocation(program.getSourceFile(file)!)!;
  await pulumi.runtime.setMocks({
    call: () => ({}),
    newResource: ({ inputs }) => {
      registered.push(inputs as Record<string, unknown>);
      return { id: "id", state: {} };
    },
  });
}, 120_000);

/** An exported symbol by its path: `sagemaker`, `TrainingJobArgs`. */
function symbolOf(...path: readonly string[]): ts.Symbol {
  return path.reduce((at, name) => {
    const target = at.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(at) : at;
    const found = checker.getExportsOfModule(target).find((symbol) => symbol.name === name);
    if (found === undefined) throw new Error(`provider/sdk exports no ${path.join(".")}`);
    return found;
  }, entry);
}

/** The plain type inside `Input<T>`, `undefined` and promises: what a user writes. */
function written(type: ts.Type): readonly ts.Type[] {
  const parts = type.isUnion() ? type.types : [type];
  return parts.filter((part) => {
    const name = part.getSymbol()?.name ?? part.aliasSymbol?.name ?? "";
    return !(part.flags & ts.TypeFlags.Undefined) && !["Promise", "OutputInstance", "Output"].includes(name);
  });
}

/** Differences between a table and a type of the SDK, by path. */
function differences(table: Table, type: ts.Type, path = ""): string[] {
  const found = new Map(type.getProperties().map((symbol) => [symbol.name, symbol]));
  const result = [...found.keys()]
    .filter((name) => !Object.hasOwn(table, name))
    .map((name) => `${path}${name} is not in the table`);
  for (const [name, property] of Object.entries(table)) {
    const symbol = found.get(name);
    const at = `${path}${name}`;
    if (symbol === undefined) {
      result.push(`${at} is not in the SDK`);
      continue;
    }
    const optional = (symbol.flags & ts.SymbolFlags.Optional) !== 0;
    if (optional !== (property.required !== true))
      result.push(`${at} is ${optional ? "optional" : "required"} in the SDK`);
    if (path === "" && symbol.getDocumentationComment(checker).length === 0)
      result.push(`${at} has no doc comment`);
    result.push(...shape(property, checker.getTypeOfSymbol(symbol), at));
  }
  return result;
}

function shape(property: Property, type: ts.Type, at: string): string[] {
  const parts = written(type);
  const first = parts.find((part) => (part.flags & ts.TypeFlags.Object) !== 0);
  switch (property.type) {
    case "object":
      if (property.members === undefined) return [];
      return first === undefined
        ? [`${at} is no object in the SDK`]
        : differences(property.members, first, `${at}.`);
    case "array": {
      const element = parts
        .map((part) => checker.getIndexTypeOfType(part, ts.IndexKind.Number))
        .find(Boolean);
      return element === undefined
        ? [`${at} is no list in the SDK`]
        : shape(property.items!, element, `${at}[]`);
    }
    case "map": {
      const value = parts.map((part) => checker.getIndexTypeOfType(part, ts.IndexKind.String)).find(Boolean);
      return value === undefined ? [`${at} is no map in the SDK`] : shape(property.items!, value, `${at}.*`);
    }
    case "string":
      return strings(property, parts, at);
    case "integer":
    case "number":
      return parts.every((part) => part.flags & ts.TypeFlags.NumberLike)
        ? []
        : [`${at} is no number in the SDK`];
    case "boolean":
      return parts.every((part) => part.flags & ts.TypeFlags.BooleanLike)
        ? []
        : [`${at} is no boolean in the SDK`];
    default:
      return [];
  }
}

function strings(property: Property, parts: readonly ts.Type[], at: string): string[] {
  if (!parts.every((part) => part.flags & ts.TypeFlags.StringLike)) return [`${at} is no text in the SDK`];
  const literals = parts.flatMap((part) => (part.isStringLiteral() ? [part.value] : []));
  if (literals.length === 0 || property.allowed === undefined) return [];
  const allowed = property.allowed.map(String).sort().join();
  return literals.sort().join() === allowed
    ? []
    : [`${at} allows ${literals.join()} in the SDK, ${allowed} in the table`];
}

describe.each(definition.resources.map((type) => [type.token, type] as const))(
  "the SDK class of %s",
  (token, type) => {
    const [, area = "", name = ""] = token.split(":");

    it("takes the table's inputs, no others, with their types and docs", () => {
      const args = checker.getDeclaredTypeOfSymbol(symbolOf(area, `${name}Args`));
      expect(differences(type.inputs, args)).toEqual([]);
    });

    it("has every output, and registers each so that it exists before the engine answers", async () => {
      const instance = checker.getDeclaredTypeOfSymbol(symbolOf(area, name));
      const fields = new Set(instance.getProperties().map((symbol) => symbol.name));
      expect(Object.keys(type.outputs).filter((output) => !fields.has(output))).toEqual([]);
      const areas = sdk as unknown as Record<
        string,
        Record<string, new (name: string, args: object) => pulumi.CustomResource>
      >;
      const made = new areas[area]![name]!("it", {});
      await new Promise((resolve) => made.urn.apply(resolve));
      const pending = made as unknown as Record<string, unknown>;
      expect(Object.keys(type.outputs).filter((output) => pending[output] === undefined)).toEqual([]);
    });
  },
);
