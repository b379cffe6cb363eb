import { type Answer, failure, FakeService, type Json, ok, unpaired } from "./service";

interface Search {
  readonly request: Json;
  readonly created: number;
  readonly values: readonly (number | undefined)[];
  status: string;
  tags: Record<string, string>;
  looks: number;
}

/** Tuning jobs, the training jobs of their trials, tags and logs, in memory, over HTTP. */
export class FakeTuning extends FakeService {
  readonly searches = new Map<string, Search>();
  readonly trials = new Map<string, Json>();
  /** What the trials of new searches reach (undefined: failed), and how and after how many looks a search ends. */
  outcome: { values: readonly (number | undefined)[]; status: string; looks: number } = {
    values: [0.7, 0.9, undefined],
    status: "Completed",
    looks: 1,
  };

  static start(): Promise<FakeTuning> {
    return new FakeTuning().listen();
  }

  reset(): void {
    this.searches.clear();
    this.trials.clear();
    this.calls.length = 0;
    this.faults = [];
    this.outcome = { values: [0.7, 0.9, undefined], status: "Completed", looks: 1 };
  }

  protected override answer(operation: string, input: Json): Answer {
    const given = input.HyperParameterTuningJobName;
    const name = typeof given === "string" ? given : "";
    const search = this.searches.get(name);
    switch (operation) {
      case "CreateHyperParameterTuningJob":
        if (search !== undefined) return failure(400, "ResourceInUse", "Tuning job names must be unique");
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
      case "FilterLogEvents":
        return ok({ events: [{ eventId: "1", timestamp: Date.now(), message: "a line of a trial" }] });
      case "HeadObject":
        return { body: "", headers: { etag: '"e1"' } };
      default:
        return failure(400, "UnknownOperationException", operation);
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

  protected override tagsOf(input: Json): Record<string, string> {
    return this.searches.get(String(input.ResourceArn).split("/").at(-1) ?? "")?.tags ?? {};
  }
}

function arnOf(name: string): string {
  return `arn:aws:sagemaker:us-east-1:123456789012:hyper-parameter-tuning-job/${name}`;
}

function missing(): Answer {
  return failure(400, "ResourceNotFound", "it is not there");
}
