/** Pattern of the event S3 sends for each new object below a prefix. Bucket notifications to EventBridge must be on. */
export function objectCreatedPattern(bucket: string, prefix: string): string {
  return JSON.stringify({
    source: ["aws.s3"],
    "detail-type": ["Object Created"],
    detail: { bucket: { name: [bucket] }, object: { key: [{ prefix }] } },
  });
}

/** What a state machine is started with: the key of the object. */
export const objectKeyInput = {
  paths: { key: "$.detail.object.key" },
  template: '{"key": <key>}',
} as const;
