import { tableColumns, type TableColumn } from "../core/account";
import type { CatalogObject } from "../core/cloud";
import type { ColumnType } from "../core/result";
import { quoteIfNeeded } from "../ddl/names";
import { columnType } from "../tables/types";
import { Refusal, STATUS } from "./status";

/** A column as clients learn it when they open a channel: it decides how they write its values. */
export interface ChannelColumn {
  readonly name: string;
  readonly type: string;
  readonly logical_type: string;
  readonly physical_type: string;
  readonly precision: number | null;
  readonly scale: number | null;
  readonly length: number | null;
  readonly byte_length: number | null;
  readonly nullable: boolean;
  readonly collation: null;
  readonly ordinal: number;
}

/** The columns of a table that can be streamed to; throws for one whose value the server would have to make. */
export function channelColumns(table: CatalogObject): readonly ChannelColumn[] {
  return tableColumns(table).map((column, index) => {
    if (column.identity !== undefined || column.default !== undefined)
      throw new Refusal(STATUS.unsupportedTable, `${column.name} has a default or numbers itself`);
    return describe(column, columnType(column.type), index + 1);
  });
}

function describe(column: TableColumn, type: ColumnType, ordinal: number): ChannelColumn {
  const length = "length" in type ? type.length : null;
  return {
    name: quoteIfNeeded(column.name),
    type: column.type,
    logical_type: type.kind.toUpperCase(),
    physical_type: physical(type),
    precision: type.kind === "fixed" ? type.precision : null,
    scale: "scale" in type ? type.scale : null,
    length,
    byte_length: length === null || type.kind === "binary" ? length : Math.min(length * 4, 16_777_216),
    nullable: column.nullable,
    collation: null,
    ordinal,
  };
}

/** The narrowest representation that holds every value. */
function physical(type: ColumnType): string {
  switch (type.kind) {
    case "fixed":
      return whole(type.precision);
    case "real":
      return "DOUBLE";
    case "boolean":
      return "SB1";
    case "date":
      return "SB4";
    // Seconds of a day and their fraction; seconds since 1970; these and a time zone's 14 bits.
    case "time":
      return type.scale <= 4 ? "SB4" : "SB8";
    case "timestamp_ntz":
    case "timestamp_ltz":
      return type.scale <= 6 ? "SB8" : "SB16";
    case "timestamp_tz":
      return type.scale <= 2 ? "SB8" : "SB16";
    default:
      return "LOB";
  }
}

function whole(precision: number): string {
  if (precision <= 2) return "SB1";
  if (precision <= 4) return "SB2";
  if (precision <= 9) return "SB4";
  return precision <= 18 ? "SB8" : "SB16";
}
