/** Marks everything a retraining state machine makes, with the begin of its names as the value. */
export const retrainingTag = "floe:retraining";

export function retrainingTags(namePrefix: string): readonly { Key: string; Value: string }[] {
  return [{ Key: retrainingTag, Value: namePrefix }];
}
