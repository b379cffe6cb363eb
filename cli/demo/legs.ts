import type { Leg } from "../stack/progress";

/** Resource types whose creation is a leg of the loop, and what people call it. */
const NAMED: Readonly<Record<string, string>> = {
  "aws:s3/bucketObjectv2:BucketObjectv2": "upload data to S3",
  "snowflake:index/execute:Execute": "load into Snowflake",
  "floe:snowflake:TaskGraphRun": "run the task graph",
  "floe:sagemaker:TrainingJob": "train with the gate",
  "floe:sagemaker:Endpoint": "endpoint in service",
};

export interface TimedLeg {
  readonly leg: string;
  /** Seconds after the beginning of the loop. */
  readonly from: number;
  readonly seconds: number;
}

/** How long each leg of the loop took. Legs overlap where nothing makes them wait, so they do not add up. */
export function timedLegs(legs: readonly Leg[], began: number): TimedLeg[] {
  return Object.entries(NAMED).flatMap(([type, leg]) => {
    const own = legs.filter((candidate) => candidate.type === type);
    if (own.length === 0) return [];
    const from = Math.min(...own.map((part) => part.began));
    const ended = Math.max(...own.map((part) => part.ended));
    return [{ leg, from: (from - began) / 1000, seconds: (ended - from) / 1000 }];
  });
}
