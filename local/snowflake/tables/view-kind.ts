import type { Account, TableColumn } from "../core/account";
import type { Json } from "../core/cloud";
import { SnowflakeError, unsupported } from "../core/errors";
import { instant, text } from "../core/result";
import type { TokenStream } from "../ddl/stream";
import { readPlainOptions } from "../catalog/definition";
import type { CreateContext, Definition, ObjectKind } from "../kinds/kind";
import { createdOn, flagOf, ownerType, textOf } from "../kinds/values";
import { prepareView } from "../query/prepare";
import { describeTable } from "./describe";
import { typeText } from "./types";

interface Named {
  readonly name: string;
  readonly comment?: string;
}

function readNames(stream: TokenStream): Named[] {
  if (!stream.atSymbol("(")) return [];
  return stream.list(() => {
    const name = stream.identifier();
    const comment = stream.take("COMMENT") ? stream.string() : undefined;
    if (stream.atWords("MASKING") || stream.atWords("WITH"))
      throw unsupported("policies and tags on a view's columns");
    return { name, ...(comment !== undefined && { comment }) };
  });
}

/** The query is checked when the view is made: with its owner's rights, from its own schema. */
async function readView(
  stream: TokenStream,
  context: CreateContext,
  account: Account,
  kind: ObjectKind,
): Promise<Definition> {
  const names = readNames(stream);
  stream.take("COPY GRANTS");
  if (stream.atWords("ROW ACCESS") || stream.atWords("ROW", "ACCESS")) throw unsupported("ROW ACCESS POLICY");
  const options = readPlainOptions(kind, stream);
  stream.take("COPY GRANTS");
  stream.expect("AS");
  const query = stream.rest();
  const found = await prepareView(account, query, context.path, context.owner, context.session);
  if (names.length > 0 && names.length !== found.length)
    throw new SnowflakeError("002026", "42601", "SQL compilation error:\nInvalid column definition list");
  const columns = found.map((column, index): TableColumn => ({
    nullable: true,
    type: typeText(column.type),
    ...names[index],
    name: names[index]?.name ?? column.name,
  }));
  const twice = columns.find(
    (column, index) => columns.findIndex((each) => each.name === column.name) !== index,
  );
  if (twice !== undefined)
    throw new SnowflakeError(
      "002025",
      "42S21",
      `SQL compilation error:\nduplicate column name '${twice.name}'`,
    );
  return {
    ...options,
    properties: {
      ...options.properties,
      columns: JSON.parse(JSON.stringify(columns)) as Json,
      query,
      text: context.statement.sql,
      SECURE: context.modifiers.has("SECURE"),
    },
    message: `View ${context.path.at(-1) ?? ""} successfully created.`,
  };
}

export function viewKind(account: () => Account): ObjectKind {
  const kind: ObjectKind = {
    name: "VIEW",
    plural: "VIEWS",
    scope: "schema",
    namespace: "RELATION",
    privileges: ["SELECT", "REFERENCES"],
    modifiers: ["SECURE", "RECURSIVE"],
    parseCreate: (stream, context) => readView(stream, context, account(), kind),
    parseAlter: (stream, { object }) => {
      const word = stream.takeOne(["SET SECURE", "UNSET SECURE"] as const);
      return word === undefined
        ? undefined
        : { properties: { ...object.properties, SECURE: word === "SET SECURE" } };
    },
    show: {
      columns: [
        instant("created_on"),
        ...[
          "name",
          "reserved",
          "database_name",
          "schema_name",
          "owner",
          "comment",
          "text",
          "is_secure",
          "is_materialized",
          "owner_role_type",
          "change_tracking",
        ].map(text),
      ],
      row: (object) => [
        createdOn(object),
        object.path[2] ?? "",
        "",
        object.path[0] ?? "",
        object.path[1] ?? "",
        object.owner,
        object.comment,
        textOf(object, "text") ?? "",
        String(flagOf(object, "SECURE")),
        "false",
        ownerType(object),
        "OFF",
      ],
    },
    describe: describeTable,
  };
  return kind;
}
