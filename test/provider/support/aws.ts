import { type Answer, type Call, FakeServer, type Json } from "./service";

/** What a request asks: `SageMaker.DescribeEndpoint`, or for S3 `PUT /bucket/key?query`. */
export interface Asked {
  readonly operation: string;
  readonly input: Json;
  readonly url: URL;
  readonly text: string;
}

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
export class FakeAws extends FakeServer {
  private constructor(private readonly answer: (asked: Asked) => Answer) {
    super();
  }

  static start(answer: (asked: Asked) => Answer): Promise<FakeAws> {
    return new FakeAws(answer).listen();
  }

  protected override respond({ method, url, target, text, input }: Call): Answer {
    const operation = target ?? `${method} ${url.pathname}`;
    this.calls.push(operation);
    return this.answer({ operation, input, url, text });
  }
}
