import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export type Json = Record<string, unknown>;

export interface Answer {
  readonly status?: number;
  /** JSON for the JSON protocols, XML or bytes for S3. */
  readonly body: Json | string;
}

/** What a request asks: `SageMaker.DescribeEndpoint`, or for S3 `PUT /bucket/key?query`. */
export interface Asked {
  readonly operation: string;
  readonly input: Json;
  readonly url: URL;
  readonly text: string;
}

export const refused = (status: number, code: string, message: string): Answer => ({
  status,
  body: { __type: code, message },
});

/** An S3 bucket with versions, as far as removing marked rows needs one. */
export class FakeBucket {
  readonly objects = new Map<string, { text: string; modified: Date }[]>();
  /** Begins of keys that may not be deleted. */
  locked: string[] = [];

  put(key: string, text: string, modified = new Date()): void {
    this.objects.set(key, [{ text, modified }, ...(this.objects.get(key) ?? [])]);
  }
  keys(prefix = ""): string[] {
    return [...this.objects.keys()].filter((key) => key.startsWith(prefix)).sort();
  }

  answer({ operation, url, text }: Asked): Answer {
    const [, , ...rest] = url.pathname.split("/");
    const key = decodeURIComponent(rest.join("/"));
    const prefix = url.searchParams.get("prefix") ?? "";
    if (operation.startsWith("PUT ")) {
      this.put(key, text);
      return { body: "" };
    }
    if (operation.startsWith("POST ")) return this.remove(text);
    if (url.searchParams.has("versions")) return { body: this.versions(prefix) };
    if (key === "") return { body: this.list(prefix, url.searchParams.get("delimiter")) };
    const [newest] = this.objects.get(key) ?? [];
    return newest === undefined
      ? { status: 404, body: "<Error><Code>NoSuchKey</Code><Message>none</Message></Error>" }
      : { body: newest.text };
  }

  private list(prefix: string, delimiter: string | null): string {
    const keys = this.keys(prefix);
    const folders = new Set(
      keys.flatMap((key) => {
        const end = delimiter === null ? -1 : key.indexOf(delimiter, prefix.length);
        return end < 0 ? [] : [key.slice(0, end + 1)];
      }),
    );
    const files = keys.filter((key) => ![...folders].some((folder) => key.startsWith(folder)));
    const contents = files.map((key) => {
      const at = this.objects.get(key)?.[0]?.modified.toISOString() ?? "";
      return `<Contents><Key>${key}</Key><LastModified>${at}</LastModified></Contents>`;
    });
    const common = [...folders].map((one) => `<CommonPrefixes><Prefix>${one}</Prefix></CommonPrefixes>`);
    return `<ListBucketResult><IsTruncated>false</IsTruncated>${contents.join("")}${common.join("")}</ListBucketResult>`;
  }

  private versions(prefix: string): string {
    const all = this.keys(prefix).flatMap((key) =>
      (this.objects.get(key) ?? []).map(
        (_, index) => `<Version><Key>${key}</Key><VersionId>v${index}</VersionId></Version>`,
      ),
    );
    return `<ListVersionsResult><IsTruncated>false</IsTruncated>${all.join("")}</ListVersionsResult>`;
  }

  private remove(text: string): Answer {
    const errors: string[] = [];
    for (const [, key = ""] of text.matchAll(/<Key>([^<]*)<\/Key>/g)) {
      if (this.locked.some((begin) => key.startsWith(begin)))
        errors.push(
          `<Error><Key>${key}</Key><Code>AccessDenied</Code><Message>Access Denied</Message></Error>`,
        );
      else this.objects.delete(key);
    }
    return { body: `<DeleteResult>${errors.join("")}</DeleteResult>` };
  }
}

/** An endpoint for every AWS client; `answer` says what each call gets. */
export class FakeAws {
  readonly calls: string[] = [];
  private constructor(
    private readonly server: Server,
    readonly endpoint: string,
  ) {}

  static async start(answer: (asked: Asked) => Answer): Promise<FakeAws> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const fake = new FakeAws(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.on("request", (request: IncomingMessage, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const text = Buffer.concat(chunks).toString();
        const url = new URL(request.url ?? "/", fake.endpoint);
        const target = request.headers["x-amz-target"];
        const operation = typeof target === "string" ? target : `${request.method ?? ""} ${url.pathname}`;
        fake.calls.push(operation);
        const input = typeof target === "string" && text !== "" ? (JSON.parse(text) as Json) : {};
        const { status = 200, body } = answer({ operation, input, url, text });
        response.writeHead(status, {
          "content-type": typeof body === "string" ? "application/xml" : "application/x-amz-json-1.1",
        });
        response.end(typeof body === "string" ? body : JSON.stringify(body));
      });
    });
    return fake;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }
}
