import type { Account, TableFunction } from "../core/account";
import type { Work } from "../core/hooks";
import { fixed, flag, text, type Cell, type ResultColumn } from "../core/result";
import { SnowflakeError, unsupported } from "../core/errors";
import { asText } from "../core/text";
import { parseReference } from "../stages/location";
import type { Stages } from "../stages/open";
import { resolveFormat } from "./format";
import { literal } from "./sql-text";
import { fetchFiles, withFolder } from "./workspace";

const columns: readonly ResultColumn[] = [
  text("COLUMN_NAME"),
  text("TYPE"),
  flag("NULLABLE"),
  text("EXPRESSION"),
  text("FILENAMES"),
  fixed("ORDER_ID"),
];

/** INFER_SCHEMA: columns of staged Parquet files (documentation, "INFER_SCHEMA"). */
export function inferSchema(account: Account, stages: Stages): TableFunction {
  return async (call, session, work) => {
    const location = call.named.get("LOCATION");
    const format = call.named.get("FILE_FORMAT");
    if (typeof location !== "string" || typeof format !== "string")
      throw new SnowflakeError("000939", "22023", "INFER_SCHEMA needs LOCATION and FILE_FORMAT.");
    for (const key of call.named.keys())
      if (!["LOCATION", "FILE_FORMAT", "IGNORE_CASE"].includes(key))
        throw unsupported(`INFER_SCHEMA with ${key}`);
    const stage = await stages.open(parseReference(location), session, "read");
    try {
      const resolved = resolveFormat(
        { kind: "string", text: format },
        stage.definition,
        account.catalog,
        session,
      );
      if (resolved.type !== "PARQUET") throw unsupported(`INFER_SCHEMA of ${resolved.type} files`);
      const files = (await stage.storage.list(stage.prefix)).filter(({ size }) => size > 0);
      return await withFolder(async (folder) => {
        const found = new Map<string, { type: string; files: string[] }>();
        for (const { file, path } of await fetchFiles(stage.storage, files, folder))
          for (const [name, type] of await describe(path, work)) {
            const known = found.get(name) ?? { type, files: [] };
            found.set(name, { ...known, files: [...known.files, file.name] });
          }
        const ignoring = call.named.get("IGNORE_CASE") === true;
        const rows = [...found].map(([name, { type, files: names }], order): Cell[] => [
          ignoring ? name.toUpperCase() : name,
          type,
          true,
          `$1:${name}::${type}`,
          names.join(", "),
          order,
        ]);
        return { columns, rows };
      }, session);
    } finally {
      stage.storage.close();
    }
  };
}

async function describe(path: string, { connection }: Work): Promise<[string, string][]> {
  const rows = (
    await connection.runAndReadAll(`DESCRIBE SELECT * FROM read_parquet(${literal(path)})`)
  ).getRows();
  return rows.map(([name, type]) => [asText(name), snowflakeType(asText(type))]);
}

/** What Snowflake makes of a Parquet column, by DuckDB's name of its type. */
function snowflakeType(type: string): string {
  const decimal = /^DECIMAL\((\d+),\s*(\d+)\)$/.exec(type);
  if (decimal !== null) return `NUMBER(${decimal[1] ?? ""}, ${decimal[2] ?? ""})`;
  if (/INT(EGER)?$/.test(type) && !type.includes("[")) return "NUMBER(38, 0)";
  switch (type) {
    case "FLOAT":
    case "DOUBLE":
      return "REAL";
    case "BOOLEAN":
    case "DATE":
    case "TIME":
      return type;
    case "VARCHAR":
    case "UUID":
    case "ENUM":
      return "TEXT";
    case "BLOB":
      return "BINARY";
    case "TIMESTAMP WITH TIME ZONE":
      return "TIMESTAMP_LTZ";
    default:
      return type.startsWith("TIMESTAMP") ? "TIMESTAMP_NTZ" : "VARIANT";
  }
}
