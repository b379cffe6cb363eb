import { randomUUID } from "node:crypto";
import type { CreateTransformJobRequest } from "@aws-sdk/client-sagemaker";
import type { RoleAccess } from "../jobs/access";
import type { InputObject } from "../jobs/channels";
import { below, formatS3Uri } from "../jobs/s3-uri";

/** `2022/08/26/13` of a time in seconds, UTC. */
function hourOf(seconds: number): string {
  const [date = "", time = ""] = new Date(seconds * 1000).toISOString().split("T");
  return `${date.replaceAll("-", "/")}/${time.slice(0, 2)}`;
}

/**
 * Writes the manifests of a job's captured data: which objects went in and which came out, under `input/` and
 * `output/` and the hour of the job's start ("Capture data from batch transform job").
 */
export async function writeCapture(
  access: RoleAccess,
  request: CreateTransformJobRequest,
  objects: readonly InputObject[],
  started: number,
): Promise<void> {
  const capture = request.DataCaptureConfig;
  if (capture?.DestinationS3Uri === undefined || objects.length === 0) return;
  const output = below(request.TransformOutput?.S3OutputPath ?? "");
  const folder = output.key === "" ? "" : `${output.key}/`;
  const manifests = {
    input: manifest(objects.map((each) => [formatS3Uri(each.location), each.relative])),
    output: manifest(
      objects.map((each) => {
        const name = `${each.relative}.out`;
        return [formatS3Uri({ bucket: output.bucket, key: `${folder}${name}` }), name];
      }),
    ),
  };
  for (const [kind, text] of Object.entries(manifests)) {
    const target = below(capture.DestinationS3Uri, kind, hourOf(started), `${randomUUID()}.jsonl`);
    await access.write(target, Buffer.from(text, "utf8"), capture.KmsKeyId);
  }
}

/** `[{ prefix }, name, ...]` of addresses that share what stands before their names. */
function manifest(entries: readonly (readonly [string, string])[]): string {
  const [uri = "", name = ""] = entries[0] ?? [];
  const prefix = uri.slice(0, uri.length - name.length);
  return `${JSON.stringify([{ prefix }, ...entries.map(([, each]) => each)])}\n`;
}

/** Puts an id and the time of the job's start behind each record of an answer, in its format. */
export function withInferenceIds(answer: string, json: boolean, started: number): string {
  const time = `${new Date(started * 1000).toISOString().slice(0, 19)}Z`;
  const ends = answer.endsWith("\n") ? "\n" : "";
  const records = answer.split("\n");
  if (ends !== "") records.pop();
  const named = records.map((record) => {
    const id = randomUUID();
    if (!json) return `${record},${id},${time}`;
    const value: unknown = JSON.parse(record);
    const plain = typeof value === "object" && value !== null && !Array.isArray(value);
    const ids = { SageMakerInferenceId: id, SageMakerInferenceTime: time };
    return JSON.stringify(plain ? { ...value, ...ids } : { output: value, ...ids });
  });
  return `${named.join("\n")}${ends}`;
}
