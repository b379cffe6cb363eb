import { randomUUID } from "node:crypto";
import type { DataCaptureConfig } from "@aws-sdk/client-sagemaker";
import { messageOf } from "../front/errors";
import type { RoleAccess } from "../jobs/access";
import { below } from "../jobs/s3-uri";
import type { Cloud } from "../state/cloud";

interface Payload {
  readonly contentType: string;
  readonly body: Buffer;
}

/** One request and its answer, as data capture keeps them. */
export interface Captured {
  readonly endpoint: string;
  readonly variant: string;
  readonly input: Payload;
  readonly output: Payload;
}

/**
 * Writes a JSON line per captured request to `<uri>/<endpoint>/<variant>/yyyy/mm/dd/hh/`, with the model's role. The
 * service collects lines for minutes; here each is there at once, in an object of its own.
 */
export async function capture(
  cloud: Cloud,
  config: DataCaptureConfig | undefined,
  access: () => Promise<RoleAccess>,
  { endpoint, variant, input, output }: Captured,
): Promise<void> {
  if (config === undefined || config.EnableCapture === false) return;
  if (Math.random() * 100 >= (config.InitialSamplingPercentage ?? 100)) return;
  const modes = (config.CaptureOptions ?? []).map(({ CaptureMode }) => CaptureMode);
  const both = modes.includes("InputAndOutput");
  const now = new Date();
  const id = randomUUID();
  const line = {
    captureData: {
      ...(both || modes.includes("Input") ? { endpointInput: recorded("INPUT", input, config) } : {}),
      ...(both || modes.includes("Output") ? { endpointOutput: recorded("OUTPUT", output, config) } : {}),
    },
    eventMetadata: { eventId: id, inferenceTime: now.toISOString().replace(/\.\d+/, "") },
    eventVersion: "0",
  };
  const [date = "", time = ""] = now.toISOString().split("T");
  const [hour = "", minute = "", second = ""] = time.split(/[:.Z]/);
  const place = below(
    config.DestinationS3Uri ?? "",
    endpoint,
    variant,
    ...date.split("-"),
    hour,
    `${minute}-${second}-${String(now.getUTCMilliseconds()).padStart(3, "0")}-${id}.jsonl`,
  );
  try {
    await (await access()).write(place, Buffer.from(`${JSON.stringify(line)}\n`), config.KmsKeyId);
  } catch (error) {
    cloud.log(`SageMaker: endpoint ${endpoint} could not capture a request: ${messageOf(error)}`);
  }
}

function recorded(mode: string, { contentType, body }: Payload, config: DataCaptureConfig): object {
  const headers = config.CaptureContentTypeHeader;
  const [type = ""] = contentType.split(";");
  const encoding = headers?.CsvContentTypes?.includes(type)
    ? "CSV"
    : headers?.JsonContentTypes?.includes(type)
      ? "JSON"
      : "BASE64";
  return {
    observedContentType: contentType,
    mode,
    data: body.toString(encoding === "BASE64" ? "base64" : "utf8"),
    encoding,
  };
}
