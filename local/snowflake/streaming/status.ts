/** What the ingestion service answers with, for a request or for one channel of it. */
export const STATUS = {
  success: 0,
  noTable: 4,
  unsupportedTable: 6,
  retry: 10,
  noBlobs: 11,
  channelGone: 19,
  otherWriter: 20,
  outOfOrder: 21,
  otherChannelFailed: 22,
  noChannel: 25,
  badBlob: 38,
  schemaChanged: 40,
} as const;

export type Status = (typeof STATUS)[keyof typeof STATUS];

const MESSAGES: Readonly<Record<Status, string>> = {
  0: "Success",
  4: "The supplied table does not exist or is not authorized",
  6: "Snowpipe Streaming does not write into a table with such a column",
  10: "A transient failure, please retry the request",
  11: "The request names no blob",
  19: "The channel no longer exists: open it again",
  20: "The channel has since been opened by another writer",
  21: "Rows are missing before these: open the channel again",
  22: "Another channel of the chunk has failed: open this one again",
  25: "The channel does not exist or is not authorized",
  38: "The blob cannot be read",
  40: "The table's columns have changed: open the channel again",
};

/** A request, or a chunk of one, that is refused. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  constructor(
    readonly status: Exclude<Status, 0>,
    detail?: string,
  ) {
    super(detail === undefined ? MESSAGES[status] : `${MESSAGES[status]}: ${detail}`);
  }
}
