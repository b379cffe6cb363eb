import { DuckDBTypeId, type DuckDBConnection, type DuckDBType } from "@duckdb/node-api";
import { unsupported } from "../core/errors";
import type { ColumnType, ResultColumn } from "../core/result";
import { ARRAY, BINARY, BOOLEAN, DATE, FLOAT, LTZ, NTZ, NUMBER, TEXT, TIME, VARIANT } from "../tables/types";
import type { ScopeColumn } from "./translate/scope";

/** Types of a query's columns: what the translation knows, completed by what DuckDB found when it bound the query. */
export async function bindColumns(
  connection: DuckDBConnection,
  sql: string,
  columns: readonly ScopeColumn[],
): Promise<readonly ResultColumn[]> {
  const prepared = await connection.prepare(sql);
  try {
    return columns.map((column, index) => ({
      name: column.name,
      type: merge(column.type, prepared.columnType(index)),
      nullable: true,
    }));
  } finally {
    prepared.destroySync();
  }
}

/** Kinds that DuckDB keeps apart no further: the translation's word counts. */
function merge(known: ColumnType | undefined, duck: DuckDBType): ColumnType {
  const found = fromDuck(duck);
  if (known === undefined) return found;
  if (known.kind === found.kind)
    return found.kind === "fixed" && duck.typeId !== DuckDBTypeId.DECIMAL
      ? { ...found, precision: 38 }
      : found.kind === "text"
        ? known
        : found;
  const semi = ["variant", "object", "array"];
  if (semi.includes(known.kind) && (semi.includes(found.kind) || found.kind === "text")) return known;
  if (known.kind === "timestamp_tz" && found.kind === "timestamp_ltz") return known;
  return found;
}

function fromDuck(type: DuckDBType): ColumnType {
  switch (type.typeId) {
    case DuckDBTypeId.BOOLEAN:
      return BOOLEAN;
    case DuckDBTypeId.TINYINT:
    case DuckDBTypeId.SMALLINT:
    case DuckDBTypeId.INTEGER:
    case DuckDBTypeId.BIGINT:
    case DuckDBTypeId.HUGEINT:
    case DuckDBTypeId.UTINYINT:
    case DuckDBTypeId.USMALLINT:
    case DuckDBTypeId.UINTEGER:
    case DuckDBTypeId.UBIGINT:
    case DuckDBTypeId.UHUGEINT:
      return NUMBER();
    case DuckDBTypeId.FLOAT:
    case DuckDBTypeId.DOUBLE:
      return FLOAT;
    case DuckDBTypeId.DECIMAL:
      return "width" in type && "scale" in type ? NUMBER(type.width, type.scale) : NUMBER();
    case DuckDBTypeId.DATE:
      return DATE;
    case DuckDBTypeId.TIME:
      return TIME;
    case DuckDBTypeId.TIMESTAMP:
    case DuckDBTypeId.TIMESTAMP_S:
    case DuckDBTypeId.TIMESTAMP_MS:
    case DuckDBTypeId.TIMESTAMP_NS:
      return NTZ;
    case DuckDBTypeId.TIMESTAMP_TZ:
      return LTZ;
    case DuckDBTypeId.BLOB:
      return BINARY;
    case DuckDBTypeId.LIST:
    case DuckDBTypeId.ARRAY:
      return ARRAY;
    case DuckDBTypeId.STRUCT:
    case DuckDBTypeId.MAP:
      return { kind: "object" };
    case DuckDBTypeId.VARCHAR:
      return type.alias === "JSON" ? VARIANT : TEXT;
    case DuckDBTypeId.SQLNULL:
    case DuckDBTypeId.UUID:
    case DuckDBTypeId.ENUM:
      return TEXT;
    default:
      throw unsupported(`a result column of type ${type.toString()}`);
  }
}
