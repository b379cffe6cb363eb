import type { CatalogObject, Path } from "../core/cloud";
import { unsupported } from "../core/errors";
import { interpret, invalidProperty, readOptions, type OptionTable } from "../ddl/options";
import type { TokenStream } from "../ddl/stream";
import { string } from "../ddl/types";
import { parameterOption } from "./parameters/definitions";
import type { CreateContext, Definition, KindContext, ObjectKind, Properties } from "../kinds/kind";

/** Everything `KEY = value` may name for a kind: its options, its parameters, and COMMENT. */
export function optionTable(kind: ObjectKind): OptionTable {
  const parameters = (kind.parameters ?? []).map((name) => [name, parameterOption(name)] as const);
  return { ...kind.options, ...Object.fromEntries(parameters), COMMENT: kind.options?.["COMMENT"] ?? string };
}

/** Reads what follows the name in CREATE, up to the end of the statement. */
export async function readDefinition(
  kind: ObjectKind,
  stream: TokenStream,
  context: CreateContext,
): Promise<Definition> {
  const definition =
    kind.parseCreate === undefined ? readPlainOptions(kind, stream) : await kind.parseCreate(stream, context);
  stream.end();
  const properties = await complete(kind, definition.properties, { ...context, before: context.existing });
  return { ...definition, properties };
}

/** The options of CREATE, defaults filled in. For kinds whose `parseCreate` reads something before them. */
export function readPlainOptions(kind: ObjectKind, stream: TokenStream): Definition {
  stream.take("WITH");
  if (stream.atWords("TAG") || stream.atWords("WITH", "TAG")) throw unsupported(`TAG in CREATE ${kind.name}`);
  const { COMMENT, ...given } = interpret(readOptions(stream), optionTable(kind), kind.name);
  return {
    properties: { ...kind.defaults, ...given },
    ...(typeof COMMENT === "string" ? { comment: COMMENT } : {}),
  };
}

/** Lets the kind check the properties and complete them. */
export async function complete(
  kind: ObjectKind,
  properties: Properties,
  context: KindContext & { readonly path: Path; readonly before?: CatalogObject },
): Promise<Properties> {
  return kind.complete === undefined ? properties : kind.complete(properties, context);
}

/** The names after UNSET, checked against what the kind knows. */
export function readUnset(kind: ObjectKind, stream: TokenStream): string[] {
  const table = optionTable(kind);
  const names: string[] = [];
  do {
    const name = stream.word();
    if (!Object.hasOwn(table, name)) throw invalidProperty(name, kind.name);
    names.push(name);
  } while (stream.takeSymbol(","));
  return names;
}
