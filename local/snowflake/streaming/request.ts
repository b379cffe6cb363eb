import type { Body } from "../server/http";
import type { TableName } from "./names";

/** A channel of a chunk: whose rows it holds, and up to where. */
export interface ChunkChannel {
  readonly name: string;
  readonly client: number;
  readonly row: number;
  readonly offset: string | null;
}

/** Rows of one table: a part of a blob. */
export interface Chunk {
  readonly table: TableName;
  readonly start: number;
  readonly length: number;
  readonly md5: string;
  readonly keyId: number;
  readonly rows: number;
  readonly channels: readonly ChunkChannel[];
}

export interface Blob {
  /** Below the stage's folder; the chunks' keys are derived from it. */
  readonly path: string;
  readonly chunks: readonly Chunk[];
}

export const textOf = (body: Body, name: string): string => {
  const value = body[name];
  return typeof value === "string" ? value : "";
};

export const numberOf = (body: Body, name: string): number | undefined => {
  const value = body[name];
  return typeof value === "number" ? value : undefined;
};

export const listOf = (body: Body, name: string): readonly Body[] => {
  const value = body[name];
  return Array.isArray(value) ? (value as readonly Body[]) : [];
};

export const tableOf = (body: Body): TableName => ({
  database: textOf(body, "database"),
  schema: textOf(body, "schema"),
  table: textOf(body, "table"),
});

export function blobOf(body: Body): Blob {
  return { path: textOf(body, "path"), chunks: listOf(body, "chunks").map(chunkOf) };
}

function chunkOf(body: Body): Chunk {
  return {
    table: tableOf(body),
    start: numberOf(body, "chunk_start_offset") ?? -1,
    length: numberOf(body, "chunk_length") ?? 0,
    md5: textOf(body, "chunk_md5"),
    keyId: numberOf(body, "encryption_key_id") ?? -1,
    rows: numberOf((body["eps"] ?? {}) as Body, "rows") ?? -1,
    channels: listOf(body, "channels").map((channel) => ({
      name: textOf(channel, "channel_name"),
      client: numberOf(channel, "client_sequencer") ?? -1,
      row: numberOf(channel, "row_sequencer") ?? -1,
      offset: textOf(channel, "offset_token") || null,
    })),
  };
}
