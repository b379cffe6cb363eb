import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import {
  AccessRefused,
  type Log,
  type PermissionCheck,
  type SignedRequest,
  type Upstream,
} from "../../aws/contract";
import { check, isObject } from "../shapes/shape";
import { messageOf, ServiceError } from "./errors";
import type { Call, Operation, Operations } from "./operation";
import { Proxy } from "./proxy";

/** Answers `/endpoints/<name>/invocations` and its asynchronous form. */
export type RuntimeHandler = (request: RuntimeRequest) => Promise<RuntimeAnswer>;

export interface RuntimeRequest {
  endpoint: string;
  asynchronous: boolean;
  headers: Record<string, string>;
  body: Buffer;
  call: Call;
}

export interface RuntimeAnswer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

const runtimePath = /^\/endpoints\/([^/]+)\/(invocations|async-invocations)$/u;
const maxBody = 64 * 1024 * 1024;

/** The one endpoint of the local AWS: SageMaker's operations are answered here, all others by the emulator. */
export class Front {
  private readonly proxy = new Proxy();
  private readonly server: Server;
  private upstream: Upstream | undefined;
  private operations: Operations = {};
  private runtime: RuntimeHandler | undefined;

  constructor(private readonly log: Log) {
    this.server = createServer({ keepAliveTimeout: 75_000, noDelay: true }, (incoming, outgoing) => {
      void this.route(incoming, outgoing).catch(() => outgoing.destroy());
    });
    this.server.requestTimeout = 0;
    this.server.on("checkContinue", (incoming: IncomingMessage, outgoing: ServerResponse) => {
      outgoing.writeContinue();
      void this.route(incoming, outgoing).catch(() => outgoing.destroy());
    });
  }

  /** Binds loopback; throws a clear error when the port is taken. */
  async listen(port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.server.once("error", (error: NodeJS.ErrnoException) => {
        const taken = error.code === "EADDRINUSE";
        reject(
          taken
            ? new Error(`Port ${port} is taken: choose another port for the local AWS or leave it out`)
            : error,
        );
      });
      this.server.listen(port, "127.0.0.1", resolve);
    });
    const address = this.server.address();
    if (!address || typeof address === "string") throw new Error("The local AWS has no port");
    return address.port;
  }

  connect(upstream: Upstream, operations: Operations, runtime: RuntimeHandler): void {
    this.upstream = upstream;
    this.operations = operations;
    this.runtime = runtime;
    this.proxy.connect(upstream.endpoint);
  }

  async close(): Promise<void> {
    this.proxy.close();
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private async route(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const target = header(incoming, "x-amz-target");
    const path = (incoming.url ?? "/").split("?")[0] ?? "/";
    const invocation = runtimePath.exec(path);
    const upstream = this.upstream;
    if (!upstream || (!target.startsWith("SageMaker.") && !invocation)) {
      this.proxy.forward(incoming, outgoing);
      return;
    }
    const id = randomUUID();
    try {
      const body = await read(incoming);
      const signed = signedRequest(incoming, body, upstream.region);
      if (invocation) {
        const name = decodeURIComponent(invocation[1] ?? "");
        await this.invoke(upstream, signed, name, invocation[2] === "async-invocations", outgoing, id);
      } else {
        const result = await this.control(upstream, signed, target.slice("SageMaker.".length));
        send(
          outgoing,
          200,
          { "content-type": "application/x-amz-json-1.1", "x-amzn-requestid": id },
          toJson(result),
        );
      }
    } catch (error) {
      this.fail(outgoing, error, id, invocation !== null);
    }
  }

  private async control(upstream: Upstream, signed: SignedRequest, name: string): Promise<object> {
    const operation = this.operations[name];
    if (!operation) {
      throw new ServiceError(
        "UnknownOperationException",
        `The local SageMaker does not have the operation ${name}`,
      );
    }
    const input = parse(signed.body);
    const arn = (path: string) =>
      path === "*" ? "*" : `arn:aws:sagemaker:${signed.region}:{account}:${path.toLowerCase()}`;
    const resource = arn(named(operation.resource, input));
    const caller = await upstream.authorize(signed, [{ action: `sagemaker:${name}`, resource }]);
    check(operation.shape, input);
    const more = furtherChecks(operation, name, input, resource, arn);
    if (more.length > 0) await upstream.authorize(signed, more);
    return operation.run(input, { ...caller, region: signed.region });
  }

  private async invoke(
    upstream: Upstream,
    signed: SignedRequest,
    endpoint: string,
    asynchronous: boolean,
    outgoing: ServerResponse,
    id: string,
  ): Promise<void> {
    const checks: PermissionCheck[] = [
      {
        action: asynchronous ? "sagemaker:InvokeEndpointAsync" : "sagemaker:InvokeEndpoint",
        resource: `arn:aws:sagemaker:${signed.region}:{account}:endpoint/${endpoint.toLowerCase()}`,
      },
    ];
    const caller = await upstream.authorize(signed, checks);
    if (!this.runtime) throw new ServiceError("ServiceUnavailable", "The local SageMaker is starting", 503);
    const headers = Object.fromEntries(signed.headers.map(([key, value]) => [key.toLowerCase(), value]));
    const call = { ...caller, region: signed.region };
    const answer = await this.runtime({ endpoint, asynchronous, headers, body: signed.body, call });
    send(outgoing, answer.status, { ...answer.headers, "x-amzn-requestid": id }, answer.body);
  }

  private fail(outgoing: ServerResponse, error: unknown, id: string, runtime: boolean): void {
    const known =
      error instanceof ServiceError
        ? error
        : error instanceof AccessRefused
          ? new ServiceError(error.code, error.message, error.code === "AccessDeniedException" ? 400 : 403)
          : undefined;
    if (!known)
      this.log(`SageMaker: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    const shown = known ?? new ServiceError("InternalFailure", messageOf(error), 500);
    const key = runtime ? "Message" : "message";
    const body = { __type: shown.code, [key]: shown.message, ...shown.members };
    const type = runtime ? "application/json" : "application/x-amz-json-1.1";
    const headers = { "content-type": type, "x-amzn-requestid": id, "x-amzn-errortype": shown.code };
    send(outgoing, shown.status, headers, toJson(body));
  }
}

/** What a well-formed request needs besides its own action: other resources, tags, the role it hands on. */
function furtherChecks(
  operation: Operation,
  name: string,
  input: Record<string, unknown>,
  resource: string,
  arn: (path: string) => string,
): PermissionCheck[] {
  const checks = (operation.also?.(input) ?? []).map((path) => ({
    action: `sagemaker:${name}`,
    resource: arn(path),
  }));
  const tags = input["Tags"];
  if (Array.isArray(tags) && tags.length > 0 && name !== "AddTags")
    checks.push({ action: "sagemaker:AddTags", resource });
  const passed = operation.passes?.(input) ?? [];
  const context = { "iam:PassedToService": "sagemaker.amazonaws.com" };
  const roles = new Set(typeof passed === "string" ? [passed] : passed);
  return [...checks, ...[...roles].map((role) => ({ action: "iam:PassRole", resource: role, context }))];
}

function header(incoming: IncomingMessage, name: string): string {
  const value = incoming.headers[name];
  return typeof value === "string" ? value : "";
}

async function read(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBody) throw new ServiceError("ValidationError", "The request is larger than 64 MB", 413);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function signedRequest(incoming: IncomingMessage, body: Buffer, fallback: string): SignedRequest {
  const headers: [string, string][] = [];
  for (let index = 0; index + 1 < incoming.rawHeaders.length; index += 2) {
    headers.push([incoming.rawHeaders[index] ?? "", incoming.rawHeaders[index + 1] ?? ""]);
  }
  const [path = "/", query = ""] = (incoming.url ?? "/").split("?");
  const scope = /Credential=[^/]+\/\d{8}\/([^/]+)\//u.exec(header(incoming, "authorization"));
  return { method: incoming.method ?? "POST", path, query, headers, body, region: scope?.[1] ?? fallback };
}

function parse(body: Buffer): Record<string, unknown> {
  if (body.length === 0) return {};
  try {
    const value: unknown = JSON.parse(body.toString("utf8"));
    if (isObject(value)) return value;
  } catch {
    // Answered below with the value that is no structure.
  }
  throw new ServiceError("SerializationException", "The request is not a JSON structure");
}

/** The resource's path when the input names one; an input that names none is refused by its shape later. */
function named(resource: (input: Record<string, unknown>) => string, input: Record<string, unknown>): string {
  try {
    return resource(input);
  } catch {
    return "*";
  }
}

function toJson(value: object): Buffer {
  return Buffer.from(JSON.stringify(value), "utf8");
}

/** Head and body in one write: two would wait for the client's delayed acknowledgement. */
function send(outgoing: ServerResponse, status: number, headers: Record<string, string>, body: Buffer): void {
  if (outgoing.destroyed) return;
  outgoing.writeHead(status, { ...headers, "content-length": String(body.length) });
  outgoing.end(body);
}
