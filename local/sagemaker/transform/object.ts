import { setTimeout as sleep } from "node:timers/promises";
import { gunzipSync } from "node:zlib";
import type { CreateTransformJobRequest } from "@aws-sdk/client-sagemaker";
import type { ModelAnswer, ModelServer } from "../endpoints/server";
import { messageOf } from "../front/errors";
import { ClientFailure } from "../jobs/channels";
import type { RecordProcessing } from "./processing";
import { lines, payloads } from "./records";

export interface TransformLimits {
  maxPayloadBytes: number;
  concurrent: number;
  singleRecord: boolean;
  /** Longest time for one request, and how often a failed one is repeated ("ModelClientConfig"). */
  timeoutMs: number;
  retries: number;
}

/** Transforms one object's content to the content of its `.out` object. */
export async function transformObject(
  body: Buffer,
  request: CreateTransformJobRequest,
  limits: TransformLimits,
  processing: RecordProcessing,
  server: ModelServer,
): Promise<Buffer> {
  const input = request.TransformInput;
  const content = input?.CompressionType === "Gzip" ? gunzipSync(body) : body;
  if (content.length === 0) return Buffer.alloc(0);
  const headers: Record<string, string> = {};
  if (input?.ContentType !== undefined) headers["content-type"] = input.ContentType;
  if (request.TransformOutput?.Accept !== undefined) headers["accept"] = request.TransformOutput.Accept;
  if (input?.SplitType !== "Line") return transformWhole(content, headers, limits, processing, server);

  const records = lines(content.toString("utf8")).filter((line) => line.length > 0);
  const groups = [
    ...payloads(records, (record) => Buffer.byteLength(record), limits.maxPayloadBytes, limits.singleRecord),
  ];
  const answers = await inOrder(groups, limits.concurrent, async ({ records: group }) => {
    const sent = processing.active ? group.map((record) => processing.toModel(record)) : group;
    const answer = await invoked(server, headers, Buffer.from(sent.join("\n"), "utf8"), limits);
    if (!processing.perRecord) return answer.toString("utf8");
    const received = lines(answer.toString("utf8"));
    if (received.length !== group.length) {
      throw new ClientFailure(
        `ClientError: The model answered ${received.length} lines to ${group.length} records, so they cannot be joined`,
      );
    }
    return group.map((record, index) => processing.toOutput(record, received[index] ?? "")).join("\n");
  });
  // With AssembleWith None the answers follow each other as they came.
  if (request.TransformOutput?.AssembleWith !== "Line") return Buffer.from(answers.join(""), "utf8");
  return Buffer.from(
    answers.map((answer) => (answer.endsWith("\n") ? answer : `${answer}\n`)).join(""),
    "utf8",
  );
}

async function transformWhole(
  content: Buffer,
  headers: Record<string, string>,
  limits: TransformLimits,
  processing: RecordProcessing,
  server: ModelServer,
): Promise<Buffer> {
  if (content.length > limits.maxPayloadBytes && limits.maxPayloadBytes > 0) {
    throw new ClientFailure(
      `ClientError: The object has ${content.length} bytes, more than MaxPayloadInMB allows: set SplitType Line or raise it`,
    );
  }
  if (!processing.active) return invoked(server, headers, content, limits);
  const records = lines(content.toString("utf8"));
  const sent = Buffer.from(records.map((record) => processing.toModel(record)).join("\n"), "utf8");
  const answer = (await invoked(server, headers, sent, limits)).toString("utf8");
  if (!processing.perRecord) return Buffer.from(answer, "utf8");
  const received = lines(answer);
  if (received.length !== records.length) {
    throw new ClientFailure(
      `ClientError: The model answered ${received.length} lines to ${records.length} records, so they cannot be joined`,
    );
  }
  const joined = records.map((record, index) => processing.toOutput(record, received[index] ?? ""));
  return Buffer.from(`${joined.join("\n")}\n`, "utf8");
}

/** Sends one request; what the server's fault may be is tried again. */
async function invoked(
  server: ModelServer,
  headers: Record<string, string>,
  body: Buffer,
  { timeoutMs, retries }: TransformLimits,
): Promise<Buffer> {
  for (let tries = 0; ; tries++) {
    try {
      const answer = await server.invoke(headers, body, timeoutMs);
      if (answer.status < 500 || tries >= retries) return succeeded(answer);
    } catch (error) {
      if (error instanceof ClientFailure || !server.running) throw error;
      if (tries >= retries) throw new ClientFailure(`AlgorithmError: ${messageOf(error)}`);
    }
    await sleep(100 * 2 ** tries);
  }
}

function succeeded(answer: ModelAnswer): Buffer {
  if (answer.status < 300) return answer.body;
  const kind = answer.status < 500 ? "ClientError" : "AlgorithmError";
  throw new ClientFailure(`${kind}: ${answer.status}: ${answer.body.toString("utf8").slice(0, 600)}`);
}

/** Runs `work` on each item, at most `concurrent` at a time, and returns the results in the items' order. */
export async function inOrder<In, Out>(
  items: In[],
  concurrent: number,
  work: (item: In) => Promise<Out>,
): Promise<Out[]> {
  const results = new Array<Out>(items.length);
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const index = next++;
      const item = items[index];
      if (item !== undefined) results[index] = await work(item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(Math.max(concurrent, 1), items.length) }, worker));
  return results;
}
