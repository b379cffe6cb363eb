import { type Answer, type Call, failure, FakeService, type Json, ok, unpaired } from "./service";

export interface BatchJob {
  readonly kind: "processing" | "transform";
  readonly name: string;
  readonly request: Json;
  readonly created: number;
  status: string;
  reason?: string;
  message?: string;
  started?: number;
  ended?: number;
  tags: Record<string, string>;
  /** Descriptions until the job ends by itself. */
  looks: number;
}

const words = {
  processing: { op: "ProcessingJob", arn: "processing-job" },
  transform: { op: "TransformJob", arn: "transform-job" },
} as const;

/** Processing and transform jobs, their tags and logs, and the listing of S3, in memory, over HTTP. */
export class FakeBatch extends FakeService {
  readonly jobs = new Map<string, BatchJob>();
  /** How new jobs end, after how many looks, and what their times say they took. */
  outcome: { status: string; looks: number; seconds: number; reason?: string; message?: string } = {
    status: "Completed",
    looks: 1,
    seconds: 120,
  };
  log: string[] = [];
  /** Objects of S3 by `bucket/key`, with the time they were written. */
  objects = new Map<string, Date>();

  static start(): Promise<FakeBatch> {
    return new FakeBatch().listen();
  }

  reset(): void {
    this.jobs.clear();
    this.calls.length = 0;
    this.faults = [];
    this.log = [];
    this.objects.clear();
    this.outcome = { status: "Completed", looks: 1, seconds: 120 };
  }

  protected override storageOperation(): string {
    return "ListObjectsV2";
  }

  protected override answer(operation: string, input: Json, call: Call): Answer {
    if (operation === "ListObjectsV2") return this.listObjects(call.url);
    const kind = operation.includes("ProcessingJob") ? "processing" : "transform";
    const given = input[`${words[kind].op}Name`];
    const name = typeof given === "string" ? given : "";
    const job = this.jobs.get(name);
    switch (operation) {
      case "CreateProcessingJob":
      case "CreateTransformJob":
        if (job !== undefined)
          return failure(400, "ResourceInUse", "Job name must be unique within an AWS account and region");
        this.jobs.set(name, this.newJob(kind, name, input));
        return ok({ [`${words[kind].op}Arn`]: arnOf(kind, name) });
      case "DescribeProcessingJob":
      case "DescribeTransformJob":
        if (job === undefined) return missing(name);
        this.advance(job);
        return ok(describe(job));
      case "ListProcessingJobs":
      case "ListTransformJobs":
        return ok({
          [`${words[kind].op}Summaries`]: [...this.jobs.values()]
            .filter((each) => each.kind === kind && each.name.includes(String(input.NameContains)))
            .map((each) => ({
              [`${words[kind].op}Name`]: each.name,
              [`${words[kind].op}Arn`]: arnOf(kind, each.name),
              [`${words[kind].op}Status`]: each.status,
              CreationTime: each.created,
            })),
        });
      case "StopProcessingJob":
      case "StopTransformJob":
        if (job === undefined) return missing(name);
        if (job.status !== "InProgress")
          return failure(400, "ValidationException", `The job is in status ${job.status}`);
        job.status = "Stopped";
        job.ended = Date.now() / 1000;
        return ok({});
      case "DeleteProcessingJob":
        if (job === undefined) return missing(name);
        if (job.status === "InProgress") return failure(400, "ResourceInUse", "stop it first");
        this.jobs.delete(name);
        return ok({});
      case "FilterLogEvents":
        return ok({
          events: this.log.map((message, id) => ({ eventId: String(id), timestamp: Date.now(), message })),
        });
      default:
        return failure(400, "UnknownOperationException", operation);
    }
  }

  private newJob(kind: BatchJob["kind"], name: string, request: Json): BatchJob {
    const created = Date.now() / 1000;
    const tags = unpaired(request.Tags);
    return { kind, name, request, created, status: "InProgress", tags, looks: this.outcome.looks };
  }

  private advance(job: BatchJob): void {
    if (job.status !== "InProgress") return;
    job.started ??= job.created;
    if (job.looks-- > 0) return;
    const { status, seconds, reason, message } = this.outcome;
    Object.assign(job, { status, reason, message, ended: job.started + seconds });
  }

  protected override tagsOf(input: Json): Record<string, string> {
    return this.jobs.get(String(input.ResourceArn).split("/").at(-1) ?? "")?.tags ?? {};
  }

  private listObjects(url: URL): Answer {
    const bucket = url.pathname.replaceAll("/", "");
    const prefix = url.searchParams.get("prefix") ?? "";
    const found = [...this.objects]
      .filter(([path]) => path.startsWith(`${bucket}/${prefix}`))
      .map(([path, time]) => {
        const key = path.slice(bucket.length + 1);
        return `<Contents><Key>${key}</Key><LastModified>${time.toISOString()}</LastModified><Size>1</Size></Contents>`;
      });
    const head = `<Name>${bucket}</Name><Prefix>${prefix}</Prefix><IsTruncated>false</IsTruncated>`;
    return { status: 200, body: `<ListBucketResult>${head}${found.join("")}</ListBucketResult>` };
  }
}

function arnOf(kind: BatchJob["kind"], name: string): string {
  return `arn:aws:sagemaker:us-east-1:123456789012:${words[kind].arn}/${name}`;
}

function missing(name: string): Answer {
  return failure(400, "ResourceNotFound", `Could not find requested job with name: ${name}`);
}

function describe(job: BatchJob): Json {
  const { op } = words[job.kind];
  const times = job.kind === "processing" ? "Processing" : "Transform";
  return {
    ...job.request,
    Tags: undefined,
    [`${op}Arn`]: arnOf(job.kind, job.name),
    [`${op}Status`]: job.status,
    CreationTime: job.created,
    [`${times}StartTime`]: job.started,
    [`${times}EndTime`]: job.ended,
    FailureReason: job.reason,
    ExitMessage: job.message,
  };
}
