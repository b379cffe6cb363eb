import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

type Json = Record<string, unknown>;

interface Search {
  readonly request: Json;
  readonly created: number;
  readonly values: readonly (number | undefined)[];
  status: string;
  tags: Record<string, string>;
  looks: number;
}

interface Answer {
  readonly status: number;
  readonly body: Json;
}

/** Tuning jobs, the training jobs of their trials, tags and logs, in memory, over HTTP. */
export class FakeTuning {
  readonly searches = new Map<string, Search>();
  readonly trials = new Map<string, Json>();
  readonly calls: string[] = [];
  /** What the trials of new searches reach (undefined: failed), and how and after how many looks a search ends. */
  outcome: { values: readonly (number | undefined)[]; status: string; looks: number } = {
    values: [0.7, 0.9, undefined],
    status: "Completed",
    looks: 1,
  };
  /** Errors to answer before the next calls of an operation succeed: [operation, code, message, status]. */
  faults: [string, string, string, number][] = [];
  private constructor(
    private readonly server: Server,
    readonly endpoint: string,
  ) {}

  static async start(): Promise<FakeTuning> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const fake = new FakeTuning(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.on("request", (request: IncomingMessage, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const operation = String(request.headers["x-amz-target"] ?? ".HeadObject").split(".")[1] ?? "";
        fake.calls.push(operation);
        const text = Buffer.concat(chunks).toString();
        const answer =
          fake.fault(operation) ?? fake.answer(operation, text === "" ? {} : (JSON.parse(text) as Json));
        response.writeHead(answer.status, { "content-type": "application/x-amz-json-1.1", etag: '"e1"' });
        response.end(request.method === "HEAD" ? undefined : JSON.stringify(answer.body));
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

  reset(): void {
    this.searches.clear();
    this.trials.clear();
    this.calls.length = 0;
    this.faults = [];
    this.outcome = { values: [0.7, 0.9, undefined], status: "Completed", looks: 1 };
  }

  count(operation: string): number {
    return this.calls.filter((call) => call === operation).length;
  }

  private fault(operation: string): Answer | undefined {
    const index = this.faults.findIndex(([name]) => name === operation);
    const [fault] = index < 0 ? [] : this.faults.splice(index, 1);
    return fault === undefined ? undefined : failure(fault[1], fault[2], fault[3]);
  }

  private answer(operation: string, input: Json): Answer {
    const given = input.HyperParameterTuningJobName;
    const name = typeof given === "string" ? given : "";
    const search = this.searches.get(name);
    switch (operation) {
      case "CreateHyperParameterTuningJob":
        if (search !== undefined) return failure("ResourceInUse", "Tuning job names must be unique");
        this.begin(name, input);
        return ok({ HyperParameterTuningJobArn: arnOf(name) });
      case "DescribeHyperParameterTuningJob":
        if (search === undefined) return missing();
        if (search.status === "InProgress" && search.looks-- <= 0) search.status = this.outcome.status;
        return ok(this.describe(name, search));
      case "ListHyperParameterTuningJobs":
        return ok({
          HyperParameterTuningJobSummaries: [...this.searches.keys()]
            .filter((one) => one.includes(String(input.NameContains)))
            .map((one) => ({ HyperParameterTuningJobName: one, HyperParameterTuningJobArn: arnOf(one) })),
        });
      case "ListTrainingJobsForHyperParameterTuningJob":
        return search === undefined ? missing() : this.listTrials(name, search, input);
      case "StopHyperParameterTuningJob":
        if (search === undefined) return missing();
        search.status = "Stopped";
        return ok({});
      case "DeleteHyperParameterTuningJob":
        this.searches.delete(name);
        return ok({});
      case "DescribeTrainingJob": {
        const trial = this.trials.get(String(input.TrainingJobName));
        return trial === undefined ? missing() : ok(trial);
      }
      case "DeleteTrainingJob":
        this.trials.delete(String(input.TrainingJobName));
        return ok({});
      case "ListTags":
        return ok({ Tags: Object.entries(this.tagsOf(input)).map(([Key, Value]) => ({ Key, Value })) });
      case "AddTags":
        Object.assign(this.tagsOf(input), unpaired(input.Tags));
        return ok({ Tags: [] });
      case "DeleteTags":
        for (const key of input.TagKeys as string[]) Reflect.deleteProperty(this.tagsOf(input), key);
        return ok({});
      case "FilterLogEvents":
        return ok({ events: [{ eventId: "1", timestamp: Date.now(), message: "a line of a trial" }] });
      case "HeadObject":
        return ok({});
      default:
        return failure("UnknownOperationException", operation);
    }
  }

  private begin(name: string, request: Json): void {
    const { values, looks } = this.outcome;
    const created = Date.now() / 1000;
    this.searches.set(name, {
      request,
      created,
      values,
      status: "InProgress",
      tags: unpaired(request.Tags),
      looks,
    });
    values.forEach((value, index) => {
      this.trials.set(`${name}-${index}`, {
        TrainingJobName: `${name}-${index}`,
        TrainingJobArn: "arn:aws:sagemaker:us-east-1:123456789012:training-job/t",
        TrainingJobStatus: value === undefined ? "Failed" : "Completed",
        HyperParameters: { num_round: "5", eta: "0.1", _tuning_objective_metric: "validation:auc" },
        ModelArtifacts: { S3ModelArtifacts: `s3://data/tuned/${name}-${index}/output/model.tar.gz` },
        FinalMetricDataList:
          value === undefined
            ? []
            : [
                { MetricName: "validation:auc", Value: value, Timestamp: created },
                { MetricName: "train:auc", Value: 0.99, Timestamp: created },
              ],
        BillableTimeInSeconds: 30,
      });
    });
  }

  private summary(name: string, search: Search, index: number): Json {
    const value = search.values[index];
    return {
      TrainingJobName: `${name}-${index}`,
      TrainingJobArn: "arn:aws:sagemaker:us-east-1:123456789012:training-job/t",
      CreationTime: search.created + index,
      TrainingStartTime: search.created,
      TrainingEndTime: search.created + 60,
      TrainingJobStatus: value === undefined ? "Failed" : "Completed",
      TunedHyperParameters: { eta: "0.1" },
      ...(value === undefined
        ? { FailureReason: "AlgorithmError: out of memory", ObjectiveStatus: "Failed" }
        : {
            FinalHyperParameterTuningJobObjectiveMetric: {
              Type: "Maximize",
              MetricName: "validation:auc",
              Value: value,
            },
          }),
    };
  }

  private describe(name: string, search: Search): Json {
    const ended = search.status !== "InProgress";
    const reached = search.values.flatMap((value, index) => (value === undefined ? [] : [{ value, index }]));
    const best = reached.sort((left, right) => right.value - left.value)[0];
    return {
      ...search.request,
      Tags: undefined,
      HyperParameterTuningJobArn: arnOf(name),
      HyperParameterTuningJobStatus: search.status,
      CreationTime: search.created,
      TrainingJobStatusCounters: ended
        ? {
            Completed: reached.length,
            InProgress: 0,
            Stopped: 0,
            NonRetryableError: search.values.length - reached.length,
          }
        : { Completed: 0, InProgress: 1 },
      ...(ended && best !== undefined ? { BestTrainingJob: this.summary(name, search, best.index) } : {}),
      ...(search.status === "Failed" ? { FailureReason: "All training jobs failed." } : {}),
      ConsumedResources: { RuntimeInSeconds: 100 },
      TuningJobCompletionDetails: { NumberOfTrainingJobsObjectiveNotImproving: 1 },
    };
  }

  private listTrials(name: string, search: Search, input: Json): Answer {
    const from = typeof input.NextToken === "string" ? Number(input.NextToken) : 0;
    const page = search.values
      .slice(from, from + 2)
      .map((_, index) => this.summary(name, search, from + index));
    return ok({
      TrainingJobSummaries: page,
      ...(from + 2 < search.values.length ? { NextToken: String(from + 2) } : {}),
    });
  }

  private tagsOf(input: Json): Record<string, string> {
    return this.searches.get(String(input.ResourceArn).split("/").at(-1) ?? "")?.tags ?? {};
  }
}

function arnOf(name: string): string {
  return `arn:aws:sagemaker:us-east-1:123456789012:hyper-parameter-tuning-job/${name}`;
}

function unpaired(tags: unknown): Record<string, string> {
  return Object.fromEntries(
    ((tags ?? []) as { Key: string; Value: string }[]).map(({ Key, Value }) => [Key, Value]),
  );
}

function ok(body: Json): Answer {
  return { status: 200, body };
}

function missing(): Answer {
  return failure("ResourceNotFound", "it is not there");
}

function failure(code: string, message: string, status = 400): Answer {
  return { status, body: { __type: code, message } };
}
