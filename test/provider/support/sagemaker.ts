import { type Answer, type Call, failure, FakeService, type Json, storageFailure, unpaired } from "./service";
import { FakeServing } from "./serving";

export interface FakeJob {
  readonly request: Json;
  readonly created: number;
  status: string;
  secondary: string;
  reason?: string;
  metrics: Record<string, number>;
  tags: Record<string, string>;
  /** Status the job takes by itself after this many descriptions. */
  looks: number;
  /** Status of its warm pool. */
  warm?: string;
}

/** The few calls of SageMaker and CloudWatch Logs the provider makes, in memory, over HTTP. */
export class FakeSageMaker extends FakeService {
  readonly jobs = new Map<string, FakeJob>();
  readonly serving = new FakeServing();
  /** How new jobs end, and after how many looks. */
  outcome: { status: string; looks: number; metrics?: Record<string, number>; reason?: string } = {
    status: "Completed",
    looks: 1,
  };
  log: string[] = [];
  /** Objects of S3 by `bucket/key`. */
  readonly objects = new Map<string, string>();

  static start(): Promise<FakeSageMaker> {
    return new FakeSageMaker().listen();
  }

  /** HEAD and GET of an object. */
  private storage({ url }: Call): Answer {
    const body = this.objects.get(decodeURIComponent(url.pathname).slice(1));
    if (body === undefined) return storageFailure(404, "NoSuchKey", "none");
    const headers = {
      etag: `"etag-${body.length}"`,
      "x-amz-version-id": "v1",
      "content-length": body.length,
    };
    return { body, headers };
  }

  reset(): void {
    this.jobs.clear();
    this.objects.clear();
    this.serving.reset();
    this.calls.length = 0;
    this.faults = [];
    this.log = [];
    this.outcome = { status: "Completed", looks: 1, metrics: { "validation:auc": 0.81, "train:auc": 0.9 } };
  }

  protected override answer(operation: string, input: Json, call: Call): Answer {
    if (call.target === undefined) return this.storage(call);
    const served = this.serving.answer(operation, input);
    if (served !== undefined) return served;
    const name = (input.TrainingJobName as string | undefined) ?? "";
    const job = this.jobs.get(name);
    switch (operation) {
      case "CreateTrainingJob":
        if (job !== undefined)
          return failure(400, "ResourceInUse", "Job name must be unique within an AWS account and region");
        this.jobs.set(name, this.newJob(input));
        return { status: 200, body: { TrainingJobArn: arnOf(name) } };
      case "DescribeTrainingJob":
        if (job === undefined) return failure(400, "ValidationException", "Requested resource not found.");
        this.advance(job);
        return { status: 200, body: describe(name, job) };
      case "ListTrainingJobs":
        return {
          status: 200,
          body: {
            TrainingJobSummaries: [...this.jobs.keys()]
              .filter((key) => key.includes(String(input.NameContains)))
              .map((key) => ({
                TrainingJobName: key,
                TrainingJobArn: arnOf(key),
                CreationTime: 1,
                TrainingJobStatus: "x",
              })),
          },
        };
      case "StopTrainingJob":
        if (job === undefined) return failure(400, "ValidationException", "Requested resource not found.");
        if (job.status !== "InProgress")
          return failure(400, "ValidationException", "The job is in a terminal state");
        Object.assign(job, { status: "Stopped", secondary: "Stopped" });
        return { status: 200, body: {} };
      case "UpdateTrainingJob": {
        if (job === undefined) return failure(400, "ValidationException", "Requested resource not found.");
        const { ResourceConfig: resources, ...rest } = input;
        Object.assign(job.request, rest);
        Object.assign(job.request.ResourceConfig as Json, resources);
        if ((resources as Json | undefined)?.KeepAlivePeriodInSeconds === 0 && job.warm === "Available")
          job.warm = "Terminated";
        return { status: 200, body: { TrainingJobArn: arnOf(name) } };
      }
      case "DeleteTrainingJob":
        if (job?.warm === "Available")
          return failure(400, "ValidationException", "The warm pool of the training job is still available.");
        this.jobs.delete(name);
        return { status: 200, body: {} };
      case "FilterLogEvents":
        return {
          status: 200,
          body: {
            events: this.log.map((message, id) => ({ eventId: String(id), timestamp: Date.now(), message })),
          },
        };
      default:
        return failure(400, "UnknownOperationException", operation);
    }
  }

  private newJob(request: Json): FakeJob {
    const { looks, metrics, reason } = this.outcome;
    return {
      request,
      created: Date.now() / 1000,
      status: "InProgress",
      secondary: "Starting",
      reason,
      metrics: metrics ?? {},
      tags: unpaired(request.Tags),
      looks,
    };
  }

  private advance(job: FakeJob): void {
    if (job.status !== "InProgress" || job.looks-- > 0) return;
    job.status = this.outcome.status;
    job.secondary = this.outcome.status;
  }

  protected override tagsOf(input: Json): Record<string, string> {
    const arn = String(input.ResourceArn);
    return this.serving.tags(arn) ?? this.jobs.get(arn.split("/").at(-1) ?? "")?.tags ?? {};
  }
}

function arnOf(name: string): string {
  return `arn:aws:sagemaker:us-east-1:123456789012:training-job/${name}`;
}

function describe(name: string, job: FakeJob): Json {
  const done = job.status === "Completed";
  const output = job.request.OutputDataConfig as { S3OutputPath: string };
  return {
    ...job.request,
    Tags: undefined,
    TrainingJobArn: arnOf(name),
    TrainingJobStatus: job.status,
    SecondaryStatus: job.secondary,
    CreationTime: job.created,
    SecondaryStatusTransitions: [
      { Status: "Starting", StartTime: job.created, StatusMessage: "Preparing the instances" },
      ...(job.secondary === "Starting" ? [] : [{ Status: job.secondary, StartTime: job.created }]),
    ],
    ...(done
      ? {
          ModelArtifacts: { S3ModelArtifacts: `${output.S3OutputPath}/${name}/output/model.tar.gz` },
          FinalMetricDataList: Object.entries(job.metrics).map(([MetricName, Value]) => ({
            MetricName,
            Value,
            Timestamp: 1,
          })),
          TrainingTimeInSeconds: 120,
          BillableTimeInSeconds: 60,
        }
      : {}),
    ...(job.status === "Failed" ? { FailureReason: job.reason } : {}),
    ...(job.warm === undefined ? {} : { WarmPoolStatus: { Status: job.warm } }),
  };
}
