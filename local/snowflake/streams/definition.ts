import type { CatalogObject } from "../core/cloud";

/** What a STREAM object says. */
export interface StreamDefinition {
  /** Hidden id of the table it watches: a replaced table is another one. */
  readonly tableId: number;
  /** Name of the table when the stream was created, for messages about a table that is gone. */
  readonly tableName: string;
  readonly mode: "DEFAULT" | "APPEND_ONLY";
  readonly showInitialRows: boolean;
}

export function streamDefinition(stream: CatalogObject): StreamDefinition {
  const p = stream.properties;
  return {
    tableId: Number(p["TABLE_ID"]),
    tableName: typeof p["TABLE_NAME"] === "string" ? p["TABLE_NAME"] : "",
    mode: p["MODE"] === "APPEND_ONLY" ? "APPEND_ONLY" : "DEFAULT",
    showInitialRows: p["SHOW_INITIAL_ROWS"] === true,
  };
}
