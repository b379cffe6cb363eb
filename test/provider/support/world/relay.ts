import {
  createServer,
  type IncomingMessage,
  request as send,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import type { Fault, Line } from "./line";
import { operationOf } from "./snowflake";

interface Address {
  readonly host: string;
  readonly port: number;
}

interface Reply {
  readonly status: number;
  readonly body: Buffer | string;
}

/** What the driver gets: a reply, no answer ever, a broken connection, or one that breaks within the reply. */
type Answer = Reply | "silence" | "reset" | "cut short";

const tokenless = new Set(["log in", "renew"]);

/** Between the official driver and the local Snowflake: every request goes through a line that may break. */
export class Relay {
  private readonly server: Server;
  private isLeft = false;
  private leave: (answer: Answer) => void = () => undefined;
  private readonly left = new Promise<Answer>((resolve) => (this.leave = resolve));

  private constructor(
    private readonly target: Address,
    private readonly line: Line,
  ) {
    this.server = createServer((request, response) => void this.serve(request, response));
  }

  static async start(target: Address, line: Line): Promise<Relay> {
    const relay = new Relay(target, line);
    await new Promise<void>((resolve) => relay.server.listen(0, "127.0.0.1", resolve));
    return relay;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** The process is over: nothing of it reaches Snowflake any more, and what still waits for an answer gives up. */
  end(): void {
    this.isLeft = true;
    this.leave({ status: 400, body: "" });
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const operation = operationIn(request, body);
    const forward = () => forwarded(this.target, request, body);
    const through = (named: string) =>
      this.isLeft
        ? this.left
        : this.line.through<Answer>({
            cloud: "snowflake",
            operation: named,
            signal: undefined,
            perform: forward,
            fail: (fault) => this.fail(fault, named, request),
          });
    const answer = operation === undefined ? forward() : Promise.race([through(operation), this.left]);
    reply(response, await answer.catch((): Answer => "reset"));
  }

  private async fail({ name }: Fault, operation: string, request: IncomingMessage): Promise<Answer> {
    switch (name) {
      case "timed out":
        return "silence";
      case "reset":
      case "cut short":
        return name;
      case "token expired":
        return refusal("390112", "Session token has expired.");
      case "session gone":
        return refusal("390111", "Session no longer exists. New login required to access the service.");
      case "token invalid":
        return { ...refusal("390104", "Session token is invalid."), status: 401 };
      case "signed out":
        // Both of its tokens are of no use any more.
        if (!tokenless.has(operation)) await signedOut(this.target, request);
        return refusal("390112", "Session token has expired.");
      case "expired":
        return expired(operation);
      case "a page":
        return { status: 200, body: "<html>Log in to this network first</html>" };
      default:
        return { status: Number(name), body: "<html>no Snowflake</html>" };
    }
  }
}

function expired(operation: string): Reply {
  if (operation === "log in") return refusal("390144", "JWT token is invalid.");
  return operation === "renew"
    ? refusal("390114", "Authentication token has expired. The user must authenticate again.")
    : refusal("390112", "Session token has expired.");
}

/** The driver's requests by what they do; undefined for telemetry and logging out, which nobody waits for. */
function operationIn(request: IncomingMessage, body: Buffer): string | undefined {
  const { pathname } = new URL(request.url ?? "/", "http://localhost");
  if (pathname.endsWith("/login-request")) return "log in";
  if (pathname.endsWith("/token-request")) return "renew";
  if (pathname.endsWith("/result")) return "result";
  if (pathname.endsWith("/abort-request")) return "abort";
  if (!pathname.endsWith("/query-request")) return undefined;
  const text = body[0] === 0x1f ? gunzipSync(body) : body;
  const { sqlText } = JSON.parse(text.toString()) as { sqlText: string };
  return operationOf("run", sqlText);
}

function forwarded({ host, port }: Address, request: IncomingMessage, body: Buffer): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const { method, url, headers } = request;
    const onward = send({ host, port, method, path: url, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.once("error", reject);
      answer.once("end", () => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks) }));
    });
    onward.once("error", reject);
    onward.end(body);
  });
}

async function signedOut({ host, port }: Address, { headers }: IncomingMessage): Promise<void> {
  const { authorization = "" } = headers;
  await fetch(`http://${host}:${port}/session?delete=true`, { method: "POST", headers: { authorization } });
}

/** Snowflake refuses with status 200. */
function refusal(code: string, message: string): Reply {
  return {
    status: 200,
    body: JSON.stringify({ data: { sqlState: "08001" }, code, message, success: false }),
  };
}

function reply(response: ServerResponse, answer: Answer): void {
  if (answer === "silence" || response.destroyed) return;
  if (answer === "reset") return void response.socket?.resetAndDestroy();
  const cut = answer === "cut short";
  const body = Buffer.from(cut ? '{"data":{"rowtype":[' : answer.body);
  response.writeHead(cut ? 200 : answer.status, {
    "content-type": "application/json",
    "content-length": cut ? body.length * 2 : body.length,
  });
  if (!cut) return void response.end(body);
  response.write(body, () => response.socket?.destroy());
}
