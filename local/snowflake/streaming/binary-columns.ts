import { tableColumns } from "../core/account";
import type { CatalogObject } from "../core/cloud";
import { columnType } from "../tables/types";

/*
 * Clients mark columns of bytes as text, though they need not be UTF-8: DuckDB would refuse to read them. Here the marks are
 * changed in the file's description, in place.
 */

/** Thrift's compact protocol, as far as a Parquet file's description uses it. */
const TYPE = { yes: 1, no: 2, byte: 3, double: 7, bytes: 8, list: 9, set: 10, struct: 12 } as const;
/** Fields of a column's description. */
const NAME = 4;
const CONVERTED_TYPE = 6;
const LOGICAL_TYPE = 10;
/** BSON instead of text: to a reader, plain bytes. */
const LOGICAL_BSON = (13 << 4) | TYPE.struct;
/**
 * The older mark knows no other kind that DuckDB reads as bytes. So its field, the sixth, becomes the eighth, a precision:
 * text has none. Fields are numbered by their distance to the one before.
 */
const FURTHER = 2 << 4;

interface ColumnMarks {
  name: string;
  /** Where the older mark's field begins, and the one behind it. */
  converted?: number;
  behind?: number;
  logical?: number;
}

export const binaryColumns = (table: CatalogObject): ReadonlySet<string> =>
  new Set(
    tableColumns(table)
      .filter(({ type }) => columnType(type).kind === "binary")
      .map(({ name }) => name),
  );

/** Marks these columns of a Parquet file as bytes. */
export function markBinary(file: Buffer, columns: ReadonlySet<string>): void {
  if (columns.size === 0) return;
  for (const { name, converted, behind, logical } of new Description(file).columns()) {
    if (!columns.has(name)) continue;
    if (converted !== undefined && behind !== undefined) {
      file.writeUInt8(file.readUInt8(converted) + FURTHER, converted);
      file.writeUInt8(file.readUInt8(behind) - FURTHER, behind);
    }
    if (logical !== undefined) file.writeUInt8(LOGICAL_BSON, logical);
  }
}

class Description {
  private at: number;

  constructor(private readonly file: Buffer) {
    const length = file.readUInt32LE(file.length - 8);
    this.at = file.length - 8 - length;
  }

  columns(): readonly ColumnMarks[] {
    const found: ColumnMarks[] = [];
    // The list of columns is the second field of the file's description.
    this.fields((id, type) => {
      if (id !== 2 || found.length > 0) this.skip(type);
      else for (let left = this.listSize(); left > 0; left--) found.push(this.column());
    });
    return found;
  }

  private column(): ColumnMarks {
    const marks: ColumnMarks = { name: "" };
    this.fields((id, type) => {
      // A field's number and type are in the byte before its value.
      if (id === CONVERTED_TYPE) marks.converted = this.at - 1;
      else if (marks.converted !== undefined) marks.behind ??= this.at - 1;
      if (id === LOGICAL_TYPE) marks.logical = this.at;
      if (id !== NAME) {
        this.skip(type);
        return;
      }
      const length = this.varint();
      marks.name = this.file.toString("utf8", this.at, this.at + length);
      this.at += length;
    });
    return marks;
  }

  /** Each field of the structure that begins here; `field` has to read or skip its value. */
  private fields(field: (id: number, type: number) => void): void {
    for (let id = 0; ;) {
      const head = this.byte();
      if (head === 0) return;
      const step = head >> 4;
      if (step === 0) {
        const coded = this.varint();
        id = (coded >> 1) ^ -(coded & 1);
      } else id += step;
      field(id, head & 15);
    }
  }

  private skip(type: number): void {
    if (type === TYPE.yes || type === TYPE.no) return;
    if (type === TYPE.byte) this.at += 1;
    else if (type === TYPE.double) this.at += 8;
    else if (type === TYPE.bytes) {
      const length = this.varint();
      this.at += length;
    } else if (type === TYPE.struct) this.fields((_id, inner) => this.skip(inner));
    else if (type === TYPE.list || type === TYPE.set) {
      const element = (this.file[this.at] ?? 0) & 15;
      for (let left = this.listSize(); left > 0; left--)
        if (element === TYPE.yes || element === TYPE.no) this.at += 1;
        else this.skip(element);
    } else this.varint();
  }

  private listSize(): number {
    const size = this.byte() >> 4;
    return size === 15 ? this.varint() : size;
  }

  private byte(): number {
    return this.file.readUInt8(this.at++);
  }

  /** Wider numbers only lose their high bits here, and none of those is looked at. */
  private varint(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      if (shift < 28) value |= (byte & 127) << shift;
      if (byte < 128) return value;
    }
  }
}
