export type Json = Record<string, unknown>;

/** A kind of SageMaker object: how its operations name things (service model of SageMaker). */
export interface Kind {
  /** `TrainingJob` in `CreateTrainingJob`. */
  readonly noun: string;
  readonly name: string;
  readonly arn: string;
  readonly arnPart: string;
  /** The operation that lists it and the member of its answer. */
  readonly list: readonly [operation: string, member: string];
  /** Runs to completion; of others there is no status, except the endpoint's. */
  readonly job: boolean;
  readonly status?: string;
}

function job(noun: string, arnPart: string): Kind {
  return {
    noun,
    name: `${noun}Name`,
    arn: `${noun}Arn`,
    arnPart,
    list: [`List${noun}s`, `${noun}Summaries`],
    job: true,
    status: `${noun}Status`,
  };
}

function thing(noun: string, arnPart: string): Kind {
  return {
    noun,
    name: `${noun}Name`,
    arn: `${noun}Arn`,
    arnPart,
    list: [`List${noun}s`, `${noun}s`],
    job: false,
  };
}

export const kinds: readonly Kind[] = [
  job("TrainingJob", "training-job"),
  job("ProcessingJob", "processing-job"),
  job("TransformJob", "transform-job"),
  job("HyperParameterTuningJob", "hyper-parameter-tuning-job"),
  thing("Model", "model"),
  thing("EndpointConfig", "endpoint-config"),
];

/** One object of the cloud. */
export interface Thing {
  readonly kind: string;
  readonly name: string;
  readonly request: Json;
  tags: Record<string, string>;
  status: string;
  /** Descriptions until it moves on by itself. */
  looks: number;
  readonly created: number;
  /** What an endpoint serves, and what it is moving to. */
  config?: string;
  next?: string;
}

export interface Answer {
  readonly status: number;
  readonly body: Json;
}

export function ok(body: Json = {}): Answer {
  return { status: 200, body };
}

export function refused(code: string, message: string): Answer {
  return { status: 400, body: { __type: code, message } };
}

export function untagged(tags: unknown): Record<string, string> {
  return Object.fromEntries(
    ((tags ?? []) as { Key: string; Value: string }[]).map(({ Key, Value }) => [Key, Value]),
  );
}

export function tagPairs(tags: Record<string, string>): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
