import { randomUUID } from "node:crypto";
import { messageOf, ServiceError } from "../front/errors";
import type { RuntimeAnswer, RuntimeHandler, RuntimeRequest } from "../front/server";
import type { RoleAccess } from "../jobs/access";
import { below, formatS3Uri, parseS3Uri } from "../jobs/s3-uri";
import type { Cloud } from "../state/cloud";
import { capture } from "./capture";
import type { Endpoints } from "./endpoints";
import type { Fleet } from "./fleet";
import { servedVariants, type Endpoint, type ServedVariant } from "./record";
import type { ModelAnswer } from "./server";

/** The runtime's limit for a request in real time. */
const maxPayload = 25 * 1024 * 1024;

/** Answers InvokeEndpoint and InvokeEndpointAsync. */
export function runtime(cloud: Cloud, endpoints: Endpoints): RuntimeHandler {
  return async (request) => {
    const endpoint = endpoints.store.get(request.endpoint);
    if (!endpoint || endpoint.variants.length === 0) {
      throw new ServiceError(
        "ValidationError",
        `Endpoint ${request.endpoint} of account ${request.call.account} not found.`,
      );
    }
    const served = serving(endpoints, endpoint);
    const asynchronous = served.fleet.config.request.AsyncInferenceConfig !== undefined;
    if (asynchronous !== request.asynchronous) {
      throw new ServiceError(
        "ValidationError",
        `Endpoint ${request.endpoint} ${asynchronous ? "is" : "is not"} asynchronous: use ` +
          (asynchronous ? "InvokeEndpointAsync" : "InvokeEndpoint"),
      );
    }
    return asynchronous
      ? invokeLater(cloud, endpoints, served, request)
      : invokeNow(cloud, endpoints, served, request);
  };
}

/** The servers that one request goes to: during an update either the old or the new ones. */
interface Served {
  readonly endpoint: Endpoint;
  readonly fleet: Fleet;
  readonly variants: readonly ServedVariant[];
}

function serving(endpoints: Endpoints, endpoint: Endpoint): Served {
  const chosen = endpoints.traffic(endpoint.name)?.choose();
  if (!chosen)
    throw new ServiceError("ServiceUnavailable", "The model's container is starting. Try again.", 503);
  return { endpoint, fleet: chosen.fleet, variants: chosen.variants ?? endpoint.variants };
}

async function invokeNow(
  cloud: Cloud,
  endpoints: Endpoints,
  served: Served,
  request: RuntimeRequest,
): Promise<RuntimeAnswer> {
  if (request.body.length > maxPayload) {
    throw new ServiceError("ValidationError", `The payload is larger than ${maxPayload} bytes.`, 413);
  }
  const { endpoint, fleet } = served;
  const variant = choose(served, request.headers["x-amzn-sagemaker-target-variant"]);
  const headers = contentHeaders(request.headers);
  mirror(endpoints, served, variant, headers, request.body);
  const answer = await ask(endpoints, served, variant, headers, request.body);
  if (answer.status >= 400) throw modelError(endpoint, variant, answer.status, answer.body.toString("utf8"));
  const contentType = answer.headers["content-type"] ?? "application/octet-stream";
  void capture(
    cloud,
    fleet.config.request.DataCaptureConfig,
    () => accessOf(cloud, endpoints, endpoint, variant, request),
    {
      endpoint: endpoint.name,
      variant: variant.VariantName,
      input: { contentType: headers["content-type"] ?? "application/octet-stream", body: request.body },
      output: { contentType, body: answer.body },
    },
  );
  return {
    status: 200,
    headers: {
      "content-type": contentType,
      "x-amzn-invoked-production-variant": variant.VariantName,
    },
    body: answer.body,
  };
}

function accessOf(
  cloud: Cloud,
  endpoints: Endpoints,
  endpoint: Endpoint,
  variant: ServedVariant,
  request: RuntimeRequest,
): Promise<RoleAccess> {
  const model = endpoints.model(variant.definition.ModelName ?? "", request.call);
  return cloud.assume(model.request.ExecutionRoleArn ?? "", `SageMaker-${endpoint.name}`, endpoint.arn);
}

/** Copies the shadow's share of the requests to it. Nobody sees its answers, and its failures are only counted. */
function mirror(
  endpoints: Endpoints,
  served: Served,
  variant: ServedVariant,
  headers: Record<string, string>,
  body: Buffer,
): void {
  const [shadow] = served.fleet.config.request.ShadowProductionVariants ?? [];
  if (shadow === undefined) return;
  const share = (shadow.InitialVariantWeight ?? 1) / Math.max(variant.CurrentWeight, Number.MIN_VALUE);
  if (Math.random() >= share) return;
  const [copy] = servedVariants([shadow]);
  if (copy !== undefined) ask(endpoints, served, copy, headers, body).catch(() => undefined);
}

async function ask(
  endpoints: Endpoints,
  { endpoint, fleet }: Served,
  variant: ServedVariant,
  headers: Record<string, string>,
  body: Buffer,
): Promise<ModelAnswer> {
  const server = fleet.server(variant.VariantName);
  const began = performance.now();
  const note = (status: number) =>
    endpoints.metrics.note(endpoint.name, variant.VariantName, status, performance.now() - began);
  if (!server) {
    note(503);
    throw new ServiceError("ServiceUnavailable", "The model's container is starting. Try again.", 503);
  }
  try {
    const answer = await server.invoke(headers, body);
    note(answer.status);
    return answer;
  } catch (error) {
    note(500);
    throw modelError(endpoint, variant, 500, messageOf(error));
  }
}

/** One variant by the weights, or the one that the caller names. */
function choose({ endpoint, variants }: Served, target: string | undefined): ServedVariant {
  if (target !== undefined) {
    const found = variants.find(({ VariantName }) => VariantName === target);
    if (found) return found;
    throw new ServiceError("ValidationError", `Variant ${target} of endpoint ${endpoint.name} not found.`);
  }
  const total = variants.reduce((sum, { CurrentWeight }) => sum + CurrentWeight, 0);
  let rest = Math.random() * total;
  for (const variant of variants) {
    rest -= variant.CurrentWeight;
    if (rest < 0) return variant;
  }
  const last = variants.at(-1);
  if (!last) throw new ServiceError("ValidationError", `Endpoint ${endpoint.name} has no variants.`);
  return last;
}

function modelError(endpoint: Endpoint, variant: ServedVariant, status: number, text: string): ServiceError {
  const kind = status < 500 ? "client" : "server";
  return new ServiceError(
    "ModelError",
    `Received ${kind} error (${status}) from ${variant.VariantName} with message "${text}". See ` +
      `/aws/sagemaker/Endpoints/${endpoint.name} in account ${endpoint.account} for more information.`,
    424,
    {
      OriginalStatusCode: status,
      OriginalMessage: text,
      LogStreamArn: `arn:aws:logs:${endpoint.region}:${endpoint.account}:log-group:/aws/sagemaker/Endpoints/${endpoint.name}`,
    },
  );
}

function contentHeaders(headers: Record<string, string>): Record<string, string> {
  const kept: Record<string, string> = {};
  const attributes = "x-amzn-sagemaker-custom-attributes";
  for (const key of ["content-type", "accept", attributes]) {
    const value = headers[key];
    if (value !== undefined) kept[key] = value;
  }
  return kept;
}

/** Reads the input from S3 with the model's role, answers at once and writes the model's answer to S3 later. */
async function invokeLater(
  cloud: Cloud,
  endpoints: Endpoints,
  served: Served,
  request: RuntimeRequest,
): Promise<RuntimeAnswer> {
  const { endpoint } = served;
  const input = request.headers["x-amzn-sagemaker-inputlocation"];
  if (input === undefined) throw new ServiceError("ValidationError", "InputLocation is required.");
  const output = served.fleet.config.request.AsyncInferenceConfig?.OutputConfig;
  const id = request.headers["x-amzn-sagemaker-inference-id"] ?? randomUUID();
  const target = below(output?.S3OutputPath ?? "", `${id}.out`);
  const failed =
    output?.S3FailurePath === undefined ? undefined : below(output.S3FailurePath, `${id}-error.out`);
  const variant = choose(served, undefined);
  const access = await accessOf(cloud, endpoints, endpoint, variant, request);
  const work = async () => {
    const headers = { ...contentHeaders(request.headers) };
    try {
      const answer = await ask(endpoints, served, variant, headers, await access.read(parseS3Uri(input)));
      if (answer.status >= 400)
        throw modelError(endpoint, variant, answer.status, answer.body.toString("utf8"));
      await access.write(target, answer.body, output?.KmsKeyId);
    } catch (error) {
      cloud.log(`SageMaker: asynchronous inference ${id} failed: ${messageOf(error)}`);
      if (failed) await access.write(failed, Buffer.from(messageOf(error)), output?.KmsKeyId);
    }
  };
  work().catch((error: unknown) => cloud.log(`SageMaker: asynchronous inference ${id}: ${messageOf(error)}`));
  return {
    status: 202,
    headers: {
      "content-type": "application/json",
      "x-amzn-sagemaker-outputlocation": formatS3Uri(target),
      ...(failed ? { "x-amzn-sagemaker-failurelocation": formatS3Uri(failed) } : {}),
    },
    body: Buffer.from(JSON.stringify({ InferenceId: id })),
  };
}
