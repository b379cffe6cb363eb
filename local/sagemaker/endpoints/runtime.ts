import { randomUUID } from "node:crypto";
import { messageOf, ServiceError } from "../front/errors";
import type { RuntimeAnswer, RuntimeHandler, RuntimeRequest } from "../front/server";
import { below, formatS3Uri, parseS3Uri } from "../jobs/s3-uri";
import type { Cloud } from "../state/cloud";
import type { Endpoints } from "./endpoints";
import type { Endpoint, ServedVariant } from "./record";
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
    const asynchronous = endpoints.config(endpoint).request.AsyncInferenceConfig !== undefined;
    if (asynchronous !== request.asynchronous) {
      throw new ServiceError(
        "ValidationError",
        `Endpoint ${request.endpoint} ${asynchronous ? "is" : "is not"} asynchronous: use ` +
          (asynchronous ? "InvokeEndpointAsync" : "InvokeEndpoint"),
      );
    }
    return asynchronous
      ? invokeLater(cloud, endpoints, endpoint, request)
      : invokeNow(endpoints, endpoint, request);
  };
}

async function invokeNow(
  endpoints: Endpoints,
  endpoint: Endpoint,
  request: RuntimeRequest,
): Promise<RuntimeAnswer> {
  if (request.body.length > maxPayload) {
    throw new ServiceError("ValidationError", `The payload is larger than ${maxPayload} bytes.`, 413);
  }
  const variant = choose(endpoint, request.headers["x-amzn-sagemaker-target-variant"]);
  const answer = await ask(endpoints, endpoint, variant, contentHeaders(request.headers), request.body);
  if (answer.status >= 400) throw modelError(endpoint, variant, answer.status, answer.body.toString("utf8"));
  return {
    status: 200,
    headers: {
      "content-type": answer.headers["content-type"] ?? "application/octet-stream",
      "x-amzn-invoked-production-variant": variant.VariantName,
    },
    body: answer.body,
  };
}

async function ask(
  endpoints: Endpoints,
  endpoint: Endpoint,
  variant: ServedVariant,
  headers: Record<string, string>,
  body: Buffer,
): Promise<ModelAnswer> {
  const server = endpoints.fleet(endpoint.name)?.server(variant.VariantName);
  if (!server)
    throw new ServiceError("ServiceUnavailable", "The model's container is starting. Try again.", 503);
  try {
    return await server.invoke(headers, body);
  } catch (error) {
    throw modelError(endpoint, variant, 500, messageOf(error));
  }
}

/** One variant by the weights, or the one that the caller names. */
function choose(endpoint: Endpoint, target: string | undefined): ServedVariant {
  if (target !== undefined) {
    const found = endpoint.variants.find(({ VariantName }) => VariantName === target);
    if (found) return found;
    throw new ServiceError("ValidationError", `Variant ${target} of endpoint ${endpoint.name} not found.`);
  }
  const total = endpoint.variants.reduce((sum, { CurrentWeight }) => sum + CurrentWeight, 0);
  let rest = Math.random() * total;
  for (const variant of endpoint.variants) {
    rest -= variant.CurrentWeight;
    if (rest < 0) return variant;
  }
  const last = endpoint.variants.at(-1);
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
  endpoint: Endpoint,
  request: RuntimeRequest,
): Promise<RuntimeAnswer> {
  const input = request.headers["x-amzn-sagemaker-inputlocation"];
  if (input === undefined) throw new ServiceError("ValidationError", "InputLocation is required.");
  const output = endpoints.config(endpoint).request.AsyncInferenceConfig?.OutputConfig;
  const id = request.headers["x-amzn-sagemaker-inference-id"] ?? randomUUID();
  const target = below(output?.S3OutputPath ?? "", `${id}.out`);
  const failed =
    output?.S3FailurePath === undefined ? undefined : below(output.S3FailurePath, `${id}-error.out`);
  const variant = choose(endpoint, undefined);
  const model = endpoints.model(variant.definition.ModelName ?? "", request.call);
  const access = await cloud.assume(
    model.request.ExecutionRoleArn ?? "",
    `SageMaker-${endpoint.name}`,
    endpoint.arn,
  );
  const work = async () => {
    const headers = { ...contentHeaders(request.headers) };
    try {
      const answer = await ask(endpoints, endpoint, variant, headers, await access.read(parseS3Uri(input)));
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
