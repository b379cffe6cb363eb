import type { DuckDBConnection } from "@duckdb/node-api";
import type { Cell, ColumnType, Result, ResultColumn } from "../core/result";

/** A query's rows as DuckDB encoded them for drivers: one JSON array of texts per row. */
export class EncodedResult implements Result {
  readonly kind = "select";
  private decoded: readonly (readonly Cell[])[] | undefined;

  constructor(
    readonly columns: readonly ResultColumn[],
    readonly encoded: readonly string[],
  ) {}

  /** The rows as values; made only when somebody inside the account reads them. */
  get rows(): readonly (readonly Cell[])[] {
    this.decoded ??= this.encoded.map((row) => {
      const cells = JSON.parse(row) as readonly (string | null)[];
      return cells.map((cell, index) => decode(cell, this.columns[index]?.type));
    });
    return this.decoded;
  }
}

/** The DuckDB expression that writes a column the way drivers expect it in JSON row sets. */
export function encodeColumn(sql: string, type: ColumnType): string {
  switch (type.kind) {
    case "real":
      return `regexp_replace(CAST(${sql} AS VARCHAR), '\\.0$', '')`;
    case "binary":
      return `hex(${sql})`;
    case "boolean":
      return `CASE WHEN ${sql} THEN '1' WHEN NOT ${sql} THEN '0' END`;
    case "date":
      return `CAST(CAST(${sql} AS DATE) - DATE '1970-01-01' AS VARCHAR)`;
    case "time":
      return seconds(`epoch_us(DATE '1970-01-01' + ${sql})`);
    case "timestamp_ntz":
    case "timestamp_ltz":
      return seconds(`epoch_us(${sql})`);
    case "timestamp_tz":
      return `(${seconds(`epoch_us(${sql})`)} || ' ' || CAST(1440 + date_part('timezone', ${sql}) // 60 AS VARCHAR))`;
    default:
      return `CAST(${sql} AS VARCHAR)`;
  }
}

const seconds = (micros: string): string =>
  `(CAST(CAST(${micros} AS DECIMAL(26,0)) * 0.000001 AS VARCHAR) || '000')`;

/** Runs a query whose column types are known and lets DuckDB encode it. */
export async function runEncoded(
  connection: DuckDBConnection,
  sql: string,
  columns: readonly ResultColumn[],
  parameters: readonly (string | null)[],
): Promise<EncodedResult> {
  const names = columns.map((_, index) => `c${index}`);
  const cells = columns.map((column, index) => encodeColumn(`c${index}`, column.type));
  const result = await connection.run(
    `SELECT CAST(json_array(${cells.join(", ")}) AS VARCHAR) FROM (${sql}) AS q(${names.join(", ")})`,
    [...parameters],
  );
  const rows: string[] = [];
  for (const chunk of await result.fetchAllChunks())
    for (const value of chunk.getColumnValues(0)) rows.push(String(value));
  return new EncodedResult(columns, rows);
}

function decode(cell: string | null, type: ColumnType | undefined): Cell {
  if (cell === null || type === undefined) return cell;
  switch (type.kind) {
    case "fixed":
      return type.scale === 0 && Number.isSafeInteger(Number(cell))
        ? Number(cell)
        : type.scale === 0
          ? BigInt(cell)
          : cell;
    case "real":
      return Number(cell);
    case "boolean":
      return cell === "1";
    case "date":
      return new Date(Number(cell) * 86_400_000).toISOString().slice(0, 10);
    case "time":
      return isoOf(cell).slice(11);
    case "timestamp_ntz":
      return isoOf(cell);
    case "timestamp_ltz":
    case "timestamp_tz":
      return `${isoOf(cell.split(" ")[0] ?? cell)}+00:00`;
    default:
      return cell;
  }
}

/** `seconds.nanoseconds` as `YYYY-MM-DD HH:MM:SS.ffffff`. */
function isoOf(text: string): string {
  const [whole = "0", fraction = "0"] = text.split(".");
  const negative = text.startsWith("-") && Number(fraction) > 0;
  const micros = Number(fraction.padEnd(9, "0").slice(0, 6));
  const epoch = Number(whole) - (negative ? 1 : 0);
  const iso = new Date(epoch * 1000).toISOString().slice(0, 19).replace("T", " ");
  return `${iso}.${String(negative ? 1_000_000 - micros : micros).padStart(6, "0")}`;
}
