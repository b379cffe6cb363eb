import { Readable } from "node:stream";
import { ConfiguredRetryStrategy } from "@smithy/core/retry";
import type { Attempt, Fault, Line } from "./line";
import type { Json } from "./kinds";
import { S3World } from "./s3";
import { SageMakerWorld } from "./sagemaker";

/** The part of an SDK client that the tests put their own transport into. */
interface Client {
  readonly config: { requestHandler: unknown; retryStrategy: unknown; serviceId?: string };
}

interface Request {
  readonly method: string;
  readonly hostname: string;
  readonly path: string;
  readonly query?: Record<string, string | readonly string[] | null>;
  readonly headers: Record<string, string>;
  readonly body?: unknown;
}

interface Response {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Readable;
}

/** Reads that show the world before a write, for as long as a real listing may. */
const LAGGING_READS = 3;

/** AWS in memory, beneath the real SDK: requests arrive as the SDK wrote them, answers go through its parsers. */
export class AwsWorld {
  sagemaker = new SageMakerWorld();
  readonly s3 = new S3World();
  /** Configurations of connectors of MSK Connect, by ARN. */
  connectors: Readonly<Record<string, Readonly<Record<string, string>>>> = {};
  autoscaled: readonly string[] = [];
  private stale: { readonly world: SageMakerWorld; reads: number } | undefined;

  /** What is there, without what time and attempts make different. */
  picture(): { readonly jobs: readonly string[]; readonly things: readonly string[] } {
    const line = (thing: SageMakerWorld["things"][number]) =>
      [thing.kind, thing.name, thing.status, thing.config ?? "", JSON.stringify(thing.tags)].join(" ");
    const { things } = this.sagemaker;
    const objects = [...this.s3.objects].map(([place, content]) => `s3://${place} ${content.length}`);
    return {
      // What is stopping stops by itself.
      jobs: things
        .filter(({ kind }) => kind.endsWith("Job"))
        .map(({ kind, status }) => `${kind} ${status === "Stopping" ? "Stopped" : status}`)
        .sort(),
      things: [...things.filter(({ kind }) => !kind.endsWith("Job")).map(line), ...objects].sort(),
    };
  }

  /** From now on reads lag behind. */
  lag(): void {
    this.stale = { world: this.sagemaker.copy(), reads: LAGGING_READS };
  }

  /** The same world, which from now on goes its own way. */
  copy(): AwsWorld {
    const copy = new AwsWorld();
    copy.sagemaker = this.sagemaker.copy();
    copy.s3.objects = new Map(this.s3.objects);
    copy.s3.metadata = new Map(this.s3.metadata);
    copy.connectors = this.connectors;
    copy.autoscaled = this.autoscaled;
    return copy;
  }

  /** Gives a client of the SDK this world for a network. */
  wire(client: Client, line: Line): void {
    const service = client.config.serviceId ?? "";
    client.config.requestHandler = {
      handle: async (request: Request, options?: { abortSignal?: AbortSignal }) => {
        const response = await line.through(this.attempt(service, request, options?.abortSignal));
        return { response };
      },
      metadata: { handlerProtocol: "http/1.1" },
      destroy: () => undefined,
      updateHttpClientConfig: () => undefined,
      httpHandlerConfigs: () => ({}),
    };
    const retries = new ConfiguredRetryStrategy(8, () => 0);
    client.config.retryStrategy = () => Promise.resolve(retries);
  }

  private attempt(service: string, request: Request, signal: AbortSignal | undefined): Attempt<Response> {
    const operation = operationOf(service, request);
    return {
      cloud: "aws",
      operation,
      signal,
      perform: () => Promise.resolve(this.perform(service, operation, request)),
      fail: (fault) => failed(service, fault),
    };
  }

  private perform(service: string, operation: string, request: Request): Response {
    const body = bodyOf(request.body);
    if (service === "S3") {
      const {
        statusCode,
        headers,
        body: text,
      } = this.s3.answer(operation, request.path, request.query ?? {}, body, request.headers);
      return response(statusCode, text, headers);
    }
    const input = body === "" ? {} : (JSON.parse(body) as Json);
    if (service === "SageMaker") {
      const { status, body: answer } = this.world(operation).answer(operation, input);
      return json(status, answer);
    }
    if (service === "KafkaConnect") return this.connector(decodeURIComponent(request.path));
    // Logs: a job that says nothing. Other services must be added before a resource may use them.
    if (service === "CloudWatch Logs") return json(200, { events: [], logStreams: [] });
    return json(400, {
      __type: "UnknownOperationException",
      message: `the AWS of the tests has no ${service}`,
    });
  }

  private connector(path: string): Response {
    const arn = path.replace("/v1/connectors/", "");
    const connectorConfiguration = this.connectors[arn];
    if (connectorConfiguration === undefined)
      return restJson(404, { message: `no ${arn}` }, "NotFoundException");
    const [, connectorName = ""] = arn.split("/");
    return restJson(200, {
      connectorArn: arn,
      connectorName,
      connectorState: "RUNNING",
      currentVersion: "K1",
      connectorConfiguration,
      capacity: this.autoscaled.includes(arn)
        ? { autoScaling: { mcuCount: 1, minWorkerCount: 1, maxWorkerCount: 2 } }
        : { provisionedCapacity: { mcuCount: 1, workerCount: 1 } },
    });
  }

  private world(operation: string): SageMakerWorld {
    const { stale } = this;
    if (stale === undefined || !/^(Describe|List)/.test(operation)) return this.sagemaker;
    if (stale.reads-- > 0) return stale.world;
    this.stale = undefined;
    return this.sagemaker;
  }
}

function operationOf(service: string, request: Request): string {
  const target = request.headers["x-amz-target"];
  if (target !== undefined) return target.split(".").at(-1) ?? target;
  if (service === "S3") return S3World.operation(request.method, request.path, request.query ?? {});
  if (service === "KafkaConnect") return "DescribeConnector";
  return `${request.method} ${request.path}`;
}

function bodyOf(body: unknown): string {
  if (typeof body === "string") return body;
  if (!(body instanceof Uint8Array)) return "";
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString();
}

function json(status: number, body: Json): Response {
  return response(status, JSON.stringify(body), { "content-type": "application/x-amz-json-1.1" });
}

function restJson(status: number, body: Json, type = ""): Response {
  const headers = { "content-type": "application/json", "x-amzn-errortype": type };
  return response(status, JSON.stringify(body), headers);
}

function response(statusCode: number, body: string, headers: Record<string, string>): Response {
  return { statusCode, headers, body: Readable.from([Buffer.from(body)]) };
}

/** A fault as the SDK meets it: an error answer, or a request that ends without one. */
function failed(service: string, { name }: Fault): Promise<Response> {
  const error = (message: string, extra: object) =>
    Promise.reject<Response>(Object.assign(new Error(message), extra));
  const answer = (status: number, code: string, message: string) =>
    Promise.resolve(
      service === "S3"
        ? response(status, `<Error><Code>${code}</Code><Message>${message}</Message></Error>`, {
            "content-type": "application/xml",
          })
        : json(status, { __type: code, message }),
    );
  switch (name) {
    case "throttled":
      return answer(400, "ThrottlingException", "Rate exceeded");
    case "500":
      return answer(500, "InternalFailure", "The request processing has failed because of an internal error");
    case "503":
      return answer(503, "ServiceUnavailable", "The service is temporarily unavailable");
    case "expired":
      return answer(403, "ExpiredTokenException", "The security token included in the request is expired");
    case "timed out":
      return error("Connection timed out after 120000 ms", { name: "TimeoutError" });
    default:
      return error("read ECONNRESET", { code: "ECONNRESET" });
  }
}
