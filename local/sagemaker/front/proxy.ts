import { Agent, request, type IncomingMessage, type ServerResponse } from "node:http";

const perHop = new Set(["connection", "keep-alive", "transfer-encoding", "proxy-connection", "upgrade"]);

/** Streams requests to the emulator and its answers back, over kept connections. */
export class Proxy {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 256, noDelay: true });
  private target: URL | undefined;

  connect(endpoint: string): void {
    this.target = new URL(endpoint);
  }

  forward(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const target = this.target;
    if (!target) {
      outgoing
        .writeHead(503, { "content-type": "text/plain", "retry-after": "1" })
        .end("The local AWS is starting");
      return;
    }
    // The signature covers Host, so every header goes on as it came.
    const upstream = request(
      {
        host: target.hostname,
        port: target.port,
        method: incoming.method,
        path: incoming.url,
        headers: pairs(incoming.rawHeaders, false),
        agent: this.agent,
        setHost: false,
      },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.statusMessage, pairs(answer.rawHeaders, true));
        answer.pipe(outgoing);
        answer.on("error", () => outgoing.destroy());
      },
    );
    upstream.on("continue", () => outgoing.writeContinue());
    upstream.on("error", (error) => {
      if (outgoing.headersSent) outgoing.destroy();
      else
        outgoing
          .writeHead(502, { "content-type": "text/plain" })
          .end(`The AWS emulator does not answer: ${error.message}`);
    });
    outgoing.on("close", () => {
      if (!outgoing.writableFinished) upstream.destroy();
    });
    incoming.pipe(upstream);
  }

  close(): void {
    this.agent.destroy();
  }
}

/** Raw header pairs without those of one connection; chunked bodies keep their framing on the way up. */
function pairs(raw: string[], answer: boolean): string[] {
  const kept: string[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index] ?? "";
    const lower = name.toLowerCase();
    if (perHop.has(lower) && (answer || lower !== "transfer-encoding")) continue;
    kept.push(name, raw[index + 1] ?? "");
  }
  return kept;
}
