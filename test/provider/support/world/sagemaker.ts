import { endpointAnswer } from "./endpoints";
import {
  type Answer,
  type Json,
  type Kind,
  kinds,
  ok,
  refused,
  tagPairs,
  type Thing,
  untagged,
} from "./kinds";

/** SageMaker in memory: every operation of the kinds the provider manages, by their common shape. */
export class SageMakerWorld {
  things: Thing[] = [];
  /** Members added to the answers of an operation. */
  answers: Readonly<Record<string, object>> = {};
  /** Jobs that were ever started: each is paid for. */
  started = 0;

  copy(): SageMakerWorld {
    const copy = new SageMakerWorld();
    copy.things = structuredClone(this.things);
    copy.answers = this.answers;
    copy.started = this.started;
    return copy;
  }

  answer(operation: string, input: Json): Answer {
    const answer = this.route(operation, input);
    return answer.status === 200
      ? { ...answer, body: { ...answer.body, ...this.answers[operation] } }
      : answer;
  }

  find(kind: string, name: unknown): Thing | undefined {
    return this.things.find((thing) => thing.kind === kind && thing.name === name);
  }

  private route(operation: string, input: Json): Answer {
    if (["ListTags", "AddTags", "DeleteTags"].includes(operation)) return this.tag(operation, input);
    const served = endpointAnswer(this, operation, input);
    if (served !== undefined) return served;
    for (const kind of kinds) {
      if (operation === kind.list[0]) return this.list(kind, input);
      const verb = operation.endsWith(kind.noun) ? operation.slice(0, -kind.noun.length) : "";
      if (["Create", "Describe", "Stop", "Delete", "Update"].includes(verb))
        return this.act(kind, verb, input);
    }
    if (operation.startsWith("List")) return ok({});
    return refused("UnknownOperationException", `the AWS of the tests has no ${operation}`);
  }

  private act(kind: Kind, verb: string, input: Json): Answer {
    const name = String(input[kind.name]);
    const found = this.find(kind.noun, name);
    if (verb === "Create") return this.create(kind, name, found, input);
    if (found === undefined) {
      return refused(
        "ValidationException",
        kind.job ? "Requested resource not found." : `Could not find "${name}".`,
      );
    }
    switch (verb) {
      case "Describe":
        return ok(this.describe(kind, found));
      case "Stop":
        if (found.status !== "InProgress")
          return refused("ValidationException", `the job is in status ${found.status}`);
        Object.assign(found, { status: "Stopping", looks: 1 });
        return ok();
      case "Update":
        Object.assign(found.request, input);
        return ok({ [kind.arn]: arnOf(kind.arnPart, name) });
      default:
        if (kind.job && ["InProgress", "Stopping"].includes(found.status))
          return refused("ValidationException", `the job is in status ${found.status}`);
        this.things = this.things.filter((thing) => thing !== found);
        return ok();
    }
  }

  private create(kind: Kind, name: string, found: Thing | undefined, input: Json): Answer {
    if (found !== undefined) {
      return kind.job
        ? refused("ResourceInUse", "Job name must be unique within an AWS account and region")
        : refused("ValidationException", `Cannot create already existing ${kind.arnPart} "${name}".`);
    }
    if (kind.job) this.started += 1;
    this.things.push({
      kind: kind.noun,
      name,
      request: input,
      tags: untagged(input.Tags),
      status: kind.job ? "InProgress" : "",
      looks: 2,
      created: Date.now() / 1000,
    });
    return ok({ [kind.arn]: arnOf(kind.arnPart, name) });
  }

  private describe(kind: Kind, thing: Thing): Json {
    if (kind.job && ["InProgress", "Stopping"].includes(thing.status) && thing.looks-- <= 0)
      thing.status = thing.status === "Stopping" ? "Stopped" : "Completed";
    return {
      ...thing.request,
      Tags: undefined,
      [kind.arn]: arnOf(kind.arnPart, thing.name),
      CreationTime: thing.created,
      ...(kind.status === undefined ? {} : jobMembers(kind, thing)),
    };
  }

  private list({ noun, name, arn, arnPart, status, list }: Kind, input: Json): Answer {
    const named = typeof input.NameContains === "string" ? input.NameContains : "";
    const items = this.things
      .filter((thing) => thing.kind === noun && thing.name.includes(named))
      .map((thing) => ({
        [name]: thing.name,
        [arn]: arnOf(arnPart, thing.name),
        CreationTime: thing.created,
        LastModifiedTime: thing.created,
        ...(status === undefined ? {} : { [status]: thing.status }),
      }));
    return ok({ [list[1]]: items });
  }

  private tag(operation: string, input: Json): Answer {
    const arn = String(input.ResourceArn);
    const found = this.things.find(({ kind, name }) => arn === arnOf(partOf(kind), name));
    if (found === undefined) return refused("ValidationException", `Could not find resource "${arn}".`);
    if (operation === "ListTags") return ok({ Tags: tagPairs(found.tags) });
    if (operation === "AddTags") Object.assign(found.tags, untagged(input.Tags));
    for (const key of (input.TagKeys ?? []) as string[]) Reflect.deleteProperty(found.tags, key);
    return ok({});
  }
}

function partOf(noun: string): string {
  return kinds.find((kind) => kind.noun === noun)?.arnPart ?? "endpoint";
}

export function arnOf(part: string, name: string): string {
  return `arn:aws:sagemaker:us-east-1:123456789012:${part}/${name}`;
}

/** What a description says beyond the request. */
function jobMembers(kind: Kind, thing: Thing): Json {
  const done = thing.status === "Completed";
  const times = { Start: thing.created, End: thing.created + 60 };
  const output = thing.request.OutputDataConfig as { S3OutputPath?: string } | undefined;
  const common = {
    [kind.status ?? ""]: thing.status,
    [`${kind.noun.replace(/^HyperParameter/, "").replace(/Job$/, "")}StartTime`]: times.Start,
  };
  if (kind.noun !== "TrainingJob") return common;
  return {
    ...common,
    SecondaryStatus: thing.status === "InProgress" ? "Training" : thing.status,
    SecondaryStatusTransitions: [
      { Status: "Starting", StartTime: thing.created, StatusMessage: "Preparing" },
    ],
    ...(done
      ? {
          ModelArtifacts: {
            S3ModelArtifacts: `${output?.S3OutputPath ?? ""}/${thing.name}/output/model.tar.gz`,
          },
          FinalMetricDataList: [
            { MetricName: "validation:auc", Value: 0.81, Timestamp: times.End },
            { MetricName: "train:auc", Value: 0.9, Timestamp: times.End },
          ],
          TrainingTimeInSeconds: 60,
          BillableTimeInSeconds: 60,
          TrainingStartTime: times.Start,
          TrainingEndTime: times.End,
        }
      : {}),
  };
}
