import { type Answer, failure, type Json, ok, unpaired } from "./service";

type Tags = Record<string, string>;

export interface FakeEndpoint {
  config: string;
  status: string;
  reason?: string;
  /** Descriptions until it settles. */
  looks: number;
  /** What it settles as. */
  next: { status: string; config: string; reason?: string };
  tags: Tags;
  request: Json;
  /** When it was changed, on the fake's own clock. */
  modified?: number;
  /** Descriptions that still show what was before. */
  stale?: number;
}

/** SageMaker's endpoints, configurations and models, in memory. */
export class FakeServing {
  readonly endpoints = new Map<string, FakeEndpoint>();
  readonly configs = new Map<string, Tags>();
  readonly models = new Map<string, Tags>();
  /** Requests that made configurations and models, by name. */
  readonly requests = new Map<string, Json>();
  private clock = 0;
  /** Descriptions of an endpoint that do not know yet of what was done to it. */
  stale = 0;
  /** How the next creation or update ends: undefined is success. */
  ends: { status: string; reason: string; rollsBack?: boolean } | undefined;
  looks = 1;
  /** Most items of one page of a list. */
  page = 100;

  reset(): void {
    for (const kind of [this.endpoints, this.configs, this.models, this.requests]) kind.clear();
    this.ends = undefined;
    this.stale = 0;
    this.clock = 0;
    this.looks = 1;
    this.page = 100;
  }

  /** Undefined for what is not served here. */
  answer(operation: string, input: Json): Answer | undefined {
    const name = String(input.EndpointName);
    const endpoint = this.endpoints.get(name);
    switch (operation) {
      case "CreateEndpoint": {
        if (endpoint !== undefined) return failed("Cannot create already existing endpoint");
        const tags = unpaired(input.Tags);
        const made = { config: String(input.EndpointConfigName), status: "Creating", tags, request: input };
        this.endpoints.set(name, { ...made, looks: this.looks, next: this.end(made.config, made.config) });
        return ok({ EndpointArn: arnOf("endpoint", name) });
      }
      case "UpdateEndpoint": {
        if (endpoint === undefined) return failed(`Could not find endpoint "${name}".`);
        if (endpoint.status !== "InService") return failed("Cannot update in-progress endpoint");
        const next = this.end(String(input.EndpointConfigName), endpoint.config);
        const modified = ++this.clock;
        const shown = this.stale > 0 ? { stale: this.stale } : {};
        Object.assign(endpoint, {
          status: "Updating",
          looks: this.looks,
          next,
          request: input,
          modified,
          ...shown,
        });
        return ok({ EndpointArn: arnOf("endpoint", name) });
      }
      case "DescribeEndpoint":
        if (endpoint === undefined) return failed(`Could not find endpoint "${name}".`);
        if ((endpoint.stale ?? 0) > 0) return this.lagging(name, endpoint);
        this.settle(name, endpoint);
        if (!this.endpoints.has(name)) return failed(`Could not find endpoint "${name}".`);
        return ok({
          ...this.described(name, endpoint),
          EndpointStatus: endpoint.status,
          FailureReason: endpoint.reason,
          LastModifiedTime: endpoint.modified ?? 0,
        });
      case "DeleteEndpoint":
        if (endpoint === undefined) return failed(`Could not find endpoint "${name}".`);
        if (!["InService", "Failed"].includes(endpoint.status))
          return failed("Cannot update in-progress endpoint");
        Object.assign(endpoint, { status: "Deleting", looks: 1 });
        return ok({});
      case "CreateModel":
        return this.make(this.models, "model", String(input.ModelName), input);
      case "CreateEndpointConfig":
        return this.make(this.configs, "endpoint-config", String(input.EndpointConfigName), input);
      case "DescribeModel":
        return this.description(this.models, "model", String(input.ModelName), "ModelArn");
      case "DescribeEndpointConfig":
        return this.description(
          this.configs,
          "endpoint-config",
          String(input.EndpointConfigName),
          "EndpointConfigArn",
        );
      case "ListEndpointConfigs":
        return this.list(this.configs, input, "EndpointConfigs", "EndpointConfig", "endpoint-config");
      case "ListModels":
        return this.list(this.models, input, "Models", "Model", "model");
      case "DeleteEndpointConfig":
        return this.remove(this.configs, String(input.EndpointConfigName));
      case "DeleteModel":
        return this.remove(this.models, String(input.ModelName));
      default:
        return undefined;
    }
  }

  /** Tags of an object by its ARN; undefined when it is not one of these. */
  tags(arn: string): Tags | undefined {
    const [kind, name = ""] = arn.split(":").at(-1)?.split("/") ?? [];
    if (kind === "endpoint") return this.endpoints.get(name)?.tags;
    return kind === "model"
      ? this.models.get(name)
      : kind === "endpoint-config"
        ? this.configs.get(name)
        : undefined;
  }

  private end(wanted: string, before: string): FakeEndpoint["next"] {
    const { ends } = this;
    if (ends === undefined) return { status: "InService", config: wanted };
    return {
      status: ends.status,
      reason: ends.reason,
      config: ends.rollsBack === true ? before : wanted,
    };
  }

  private settle(name: string, endpoint: FakeEndpoint): void {
    if (endpoint.status === "InService" || endpoint.status === "Failed" || endpoint.looks-- > 0) return;
    if (endpoint.status === "Deleting") this.endpoints.delete(name);
    else Object.assign(endpoint, { reason: undefined }, endpoint.next);
  }

  private described(name: string, endpoint: FakeEndpoint): Json {
    const variants = this.requests.get(endpoint.config)?.ProductionVariants as Json[] | undefined;
    return {
      EndpointName: name,
      EndpointArn: arnOf("endpoint", name),
      EndpointConfigName: endpoint.config,
      ...(variants === undefined ? {} : { ProductionVariants: variants }),
    };
  }

  /** As it was before what was done last. */
  private lagging(name: string, endpoint: FakeEndpoint): Answer {
    endpoint.stale = (endpoint.stale ?? 0) - 1;
    return ok({
      ...this.described(name, endpoint),
      EndpointStatus: "InService",
      LastModifiedTime: (endpoint.modified ?? 0) - 1,
    });
  }

  private make(of: Map<string, Tags>, kind: string, name: string, input: Json): Answer {
    if (of.has(name)) return failed(`Cannot create already existing ${kind} "${name}".`);
    of.set(name, unpaired(input.Tags));
    this.requests.set(name, { ...input, Tags: undefined });
    return ok({ [kind === "model" ? "ModelArn" : "EndpointConfigArn"]: arnOf(kind, name) });
  }

  private description(of: Map<string, Tags>, kind: string, name: string, arn: string): Answer {
    if (!of.has(name)) return failed(`Could not find ${kind} "${name}".`);
    return ok({ ...this.requests.get(name), [arn]: arnOf(kind, name) });
  }

  private list(of: Map<string, Tags>, input: Json, field: string, part: string, kind: string): Answer {
    const names = [...of.keys()].filter((name) => name.includes(String(input.NameContains))).sort();
    const from = Number(input.NextToken ?? 0);
    const until = from + this.page;
    const items = names.slice(from, until).map((name) => ({
      [`${part}Name`]: name,
      [`${part}Arn`]: arnOf(kind, name),
    }));
    return ok({ [field]: items, ...(until < names.length ? { NextToken: String(until) } : {}) });
  }

  private remove(of: Map<string, Tags>, name: string): Answer {
    return of.delete(name) ? ok({}) : failed(`Could not find "${name}".`);
  }
}

function arnOf(kind: string, name: string): string {
  return `arn:aws:sagemaker:us-east-1:123456789012:${kind}/${name}`;
}

function failed(message: string): Answer {
  return failure(400, "ValidationException", message);
}
