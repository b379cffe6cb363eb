import { createHash } from "node:crypto";

export interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** S3 in memory, by `bucket/key`: objects are put, read, listed and deleted. */
export class S3World {
  objects = new Map<string, string>();
  /** What was put beside an object, by its header. */
  metadata = new Map<string, Record<string, string>>();

  /** `operation` as the log names it, such as `HeadObject`. */
  static operation(
    method: string,
    path: string,
    query: Record<string, string | readonly string[] | null>,
  ): string {
    if (method === "GET" && ("list-type" in query || !/^\/[^/]+\/./.test(path))) return "ListObjectsV2";
    if (method === "POST" && "delete" in query) return "DeleteObjects";
    return `${method.charAt(0)}${method.slice(1).toLowerCase()}Object`;
  }

  answer(
    operation: string,
    path: string,
    query: Record<string, string | readonly string[] | null>,
    body: string,
    headers: Readonly<Record<string, string>> = {},
  ): HttpAnswer {
    const place = decodeURIComponent(path).replace(/^\//, "");
    switch (operation) {
      case "ListObjectsV2":
        return this.list(place.replace(/\/.*$/, ""), textOf(query.prefix));
      case "PutObject":
        this.objects.set(place, body);
        this.metadata.set(place, marksIn(headers));
        return answer(200, "", { etag: etag(body) });
      case "DeleteObject":
        this.objects.delete(place);
        return answer(204, "");
      case "DeleteObjects": {
        for (const [, key = ""] of body.matchAll(/<Key>([^<]*)<\/Key>/g))
          this.objects.delete(`${place.replace(/\/$/, "")}/${key}`);
        return answer(200, "<DeleteResult/>");
      }
      default: {
        const content = this.objects.get(place);
        if (content === undefined)
          return answer(404, operation === "HeadObject" ? "" : "<Error><Code>NoSuchKey</Code></Error>");
        const length = String(Buffer.byteLength(content));
        const head = {
          etag: etag(content),
          "content-length": length,
          "x-amz-version-id": "v1",
          ...this.metadata.get(place),
        };
        return answer(200, operation === "HeadObject" ? "" : content, head);
      }
    }
  }

  private list(bucket: string, prefix: string): HttpAnswer {
    const items = [...this.objects]
      .filter(([place]) => place.startsWith(`${bucket}/${prefix}`))
      .map(([place, content]) => {
        const key = place.slice(bucket.length + 1);
        return `<Contents><Key>${key}</Key><Size>${content.length}</Size><ETag>${etag(content)}</ETag></Contents>`;
      });
    const count = `<KeyCount>${items.length}</KeyCount><IsTruncated>false</IsTruncated>`;
    return answer(
      200,
      `<ListBucketResult><Name>${bucket}</Name>${count}${items.join("")}</ListBucketResult>`,
    );
  }
}

function textOf(value: string | readonly string[] | null | undefined): string {
  return typeof value === "string" ? value : "";
}

function marksIn(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith("x-amz-meta-")));
}

function etag(content: string): string {
  return `"${createHash("md5").update(content).digest("hex")}"`;
}

function answer(statusCode: number, body: string, headers: Record<string, string> = {}): HttpAnswer {
  return { statusCode, body, headers: { "content-type": "application/xml", ...headers } };
}
