import type { CatalogObject, Json } from "../core/cloud";

/** What a PIPE object says. */
export interface PipeDefinition {
  /** The COPY INTO statement. */
  readonly sql: string;
  readonly autoIngest: boolean;
  readonly topicArn: string | undefined;
  /** ARN of the queue that hears of new files. */
  readonly channel: string | undefined;
  readonly paused: boolean;
  /** Hidden ids of the stage and table it was made for: a replaced stage or table stops the pipe. */
  readonly stageId: number;
  readonly tableId: number;
}

const text = (value: Json | undefined): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

export function pipeDefinition(pipe: CatalogObject): PipeDefinition {
  const p = pipe.properties;
  return {
    sql: text(p["DEFINITION"]) ?? "",
    autoIngest: p["AUTO_INGEST"] === true,
    topicArn: text(p["AWS_SNS_TOPIC"]),
    channel: text(p["NOTIFICATION_CHANNEL"]),
    paused: p["PIPE_EXECUTION_PAUSED"] === true,
    stageId: Number(p["STAGE_ID"]),
    tableId: Number(p["TABLE_ID"]),
  };
}
