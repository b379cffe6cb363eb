import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export type Json = Record<string, unknown>;

/** One request to a fake: `target` is what AWS's JSON protocols name the operation by. */
export interface Call {
  readonly method: string;
  readonly url: URL;
  readonly target: string | undefined;
  readonly text: string;
  readonly input: Json;
}

export interface Answer {
  readonly status?: number;
  /** Text is XML. */
  readonly body: Json | string;
  readonly headers?: Readonly<Record<string, string | number>>;
}

/** A service in memory, over HTTP on loopback. */
export abstract class FakeServer {
  /** Operations in the order they were asked for. */
  readonly calls: string[] = [];
  endpoint = "";
  private readonly server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", headers } = request;
      const text = Buffer.concat(chunks).toString();
      const named = headers["x-amz-target"];
      const target = typeof named === "string" ? named : undefined;
      const input = target !== undefined && text !== "" ? (JSON.parse(text) as Json) : {};
      const url = new URL(request.url ?? "/", this.endpoint);
      const answer = this.respond({ method, url, target, text, input });
      const xml = typeof answer.body === "string";
      response.writeHead(answer.status ?? 200, {
        "content-type": xml ? "application/xml" : "application/x-amz-json-1.1",
        ...answer.headers,
      });
      if (method === "HEAD") response.end();
      else response.end(typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body));
    });
  });

  protected abstract respond(call: Call): Answer;

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    this.endpoint = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return this;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }

  count(operation: string): number {
    return this.calls.filter((call) => call === operation).length;
  }
}

/** SageMaker, and what its callers ask of S3 and CloudWatch Logs. */
export abstract class FakeService extends FakeServer {
  /** Errors to answer before the next calls of an operation succeed: [operation, code, message, status]. */
  faults: [string, string, string, number][] = [];

  protected abstract answer(operation: string, input: Json, call: Call): Answer;

  /** Tags of the resource that a request names; an empty object where there is none. */
  protected abstract tagsOf(input: Json): Record<string, string>;

  /** What a call to S3 is counted as. */
  protected storageOperation({ method }: Call): string {
    return method === "HEAD" ? "HeadObject" : "GetObject";
  }

  protected override respond(call: Call): Answer {
    const operation =
      call.target === undefined ? this.storageOperation(call) : (call.target.split(".")[1] ?? "");
    this.calls.push(operation);
    const index = this.faults.findIndex(([name]) => name === operation);
    const [fault] = index < 0 ? [] : this.faults.splice(index, 1);
    if (fault === undefined)
      return this.tagging(operation, call.input) ?? this.answer(operation, call.input, call);
    const [, code, message, status] = fault;
    return call.target === undefined ? storageFailure(status, code, message) : failure(status, code, message);
  }

  private tagging(operation: string, input: Json): Answer | undefined {
    switch (operation) {
      case "ListTags":
        return ok({ Tags: Object.entries(this.tagsOf(input)).map(([Key, Value]) => ({ Key, Value })) });
      case "AddTags":
        Object.assign(this.tagsOf(input), unpaired(input.Tags));
        return ok({ Tags: [] });
      case "DeleteTags":
        for (const key of input.TagKeys as string[]) Reflect.deleteProperty(this.tagsOf(input), key);
        return ok({});
      default:
        return undefined;
    }
  }
}

export function ok(body: Json): Answer {
  return { status: 200, body };
}

export function failure(status: number, code: string, message: string) {
  return { status, body: { __type: code, message } };
}

export function storageFailure(status: number, code: string, message: string): Answer {
  return { status, body: `<Error><Code>${code}</Code><Message>${message}</Message></Error>` };
}

export function unpaired(tags: unknown): Record<string, string> {
  return Object.fromEntries(
    ((tags ?? []) as { Key: string; Value: string }[]).map(({ Key, Value }) => [Key, Value]),
  );
}
