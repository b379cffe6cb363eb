import { s3 } from "../../aws/clients";
import { errorMessage, errorName } from "../../aws/errors";
import { type Bag, bag, type Call, number, text } from "../../framework";
import type { Job, Jobs } from "../jobs";
import { metricsOf } from "./describe";
import type { TrainingDescription } from "./kind";

/** Outputs that S3 has to be asked for: which version the artifact is, and the metric of an evaluation document. */
export async function finish(
  { call }: Jobs<TrainingDescription>,
  { view, description }: Job<TrainingDescription>,
  inputs: Bag,
): Promise<Bag> {
  const artifact = await artifactOf(description.ModelArtifacts?.S3ModelArtifacts, call);
  const metric = view.status === "Failed" ? undefined : await evaluated(view.name, inputs, call);
  return {
    ...artifact,
    ...(metric === undefined ? {} : { metrics: { ...metricsOf(description), ...metric } }),
  };
}

function placeOf(uri: string): { Bucket: string; Key: string } {
  const [, Bucket = "", Key = ""] = /^s3:\/\/([^/]+)\/(.+)$/.exec(uri) ?? [];
  return { Bucket, Key };
}

/** Uncompressed artifacts are a prefix, not an object; an artifact that may not be read has no version here. */
export async function artifactOf(uri: string | undefined, call: Call): Promise<Bag> {
  if (uri?.endsWith(".tar.gz") !== true) return {};
  try {
    const [client, sdk] = await Promise.all([s3(call.config), import("@aws-sdk/client-s3")]);
    const head = await client.send(new sdk.HeadObjectCommand(placeOf(uri)), { abortSignal: call.signal });
    return {
      artifactETag: head.ETag?.replaceAll('"', ""),
      artifactVersionId: head.VersionId === "null" ? undefined : head.VersionId,
      artifactBytes: head.ContentLength,
    };
  } catch (error) {
    call.signal.throwIfAborted();
    call.log("debug", `the artifact ${uri} cannot be looked at (${errorName(error)}); its ETag is left out`);
    return {};
  }
}

/** The number the gate asks for, out of the evaluation document. */
export async function evaluated(
  job: string,
  inputs: Bag,
  call: Call,
): Promise<Record<string, number> | undefined> {
  const gate = bag(inputs.gate);
  const template = text(bag(gate.evaluation).s3Uri);
  const metric = text(gate.metric);
  if (template === undefined || metric === undefined) return undefined;
  const uri = template.replaceAll("{job}", job);
  const value = numberAt(await documentAt(uri, call), metric);
  if (value === undefined) {
    throw new Error(
      `the evaluation document ${uri} of ${job} has no number at ${metric}: gate.metric is its path, such as binary_classification_metrics.auc.value`,
    );
  }
  return { [metric]: value };
}

async function documentAt(uri: string, call: Call): Promise<Bag> {
  const [client, sdk] = await Promise.all([s3(call.config), import("@aws-sdk/client-s3")]);
  let body: string | undefined;
  try {
    const answer = await client.send(new sdk.GetObjectCommand(placeOf(uri)), { abortSignal: call.signal });
    body = await answer.Body?.transformToString();
  } catch (error) {
    call.signal.throwIfAborted();
    throw new Error(`the evaluation document ${uri} cannot be read: ${errorMessage(error)}`, {
      cause: error,
    });
  }
  try {
    return bag(JSON.parse(body ?? "") as Bag);
  } catch (error) {
    throw new Error(`the evaluation document ${uri} is not JSON`, { cause: error });
  }
}

/** A key may hold dots itself: the longest that fits is taken first. */
function numberAt(document: Bag, path: string): number | undefined {
  const parts = path.split(".");
  for (let length = parts.length; length > 0; length--) {
    const key = parts.slice(0, length).join(".");
    if (!(key in document)) continue;
    const rest = parts.slice(length).join(".");
    return rest === "" ? number(document[key]) : numberAt(bag(document[key]), rest);
  }
  return undefined;
}
