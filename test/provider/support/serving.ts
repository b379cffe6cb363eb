type Json = Record<string, unknown>;
type Tags = Record<string, string>;
export interface Answer {
  readonly status: number;
  readonly body: Json;
}

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
}

/** SageMaker's endpoints, configurations and models, in memory. */
export class FakeServing {
  readonly endpoints = new Map<string, FakeEndpoint>();
  readonly configs = new Map<string, Tags>();
  readonly models = new Map<string, Tags>();
  /** How the next creation or update ends: undefined is success. */
  ends: { status: string; reason: string; rollsBack?: boolean } | undefined;
  looks = 1;
  /** Most items of one page of a list. */
  page = 100;

  reset(): void {
    for (const kind of [this.endpoints, this.configs, this.models]) kind.clear();
    this.ends = undefined;
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
        Object.assign(endpoint, { status: "Updating", looks: this.looks, next, request: input });
        return ok({ EndpointArn: arnOf("endpoint", name) });
      }
      case "DescribeEndpoint":
        if (endpoint === undefined) return failed(`Could not find endpoint "${name}".`);
        this.settle(name, endpoint);
        if (!this.endpoints.has(name)) return failed(`Could not find endpoint "${name}".`);
        return ok({
          EndpointName: name,
          EndpointArn: arnOf("endpoint", name),
          EndpointConfigName: endpoint.config,
          EndpointStatus: endpoint.status,
          FailureReason: endpoint.reason,
        });
      case "DeleteEndpoint":
        if (endpoint === undefined) return failed(`Could not find endpoint "${name}".`);
        if (!["InService", "Failed"].includes(endpoint.status))
          return failed("Cannot update in-progress endpoint");
        Object.assign(endpoint, { status: "Deleting", looks: 1 });
        return ok({});
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

function ok(body: Json): Answer {
  return { status: 200, body };
}

function failed(message: string): Answer {
  return { status: 400, body: { __type: "ValidationException", message } };
}

function unpaired(tags: unknown): Tags {
  return Object.fromEntries(
    ((tags ?? []) as { Key: string; Value: string }[]).map(({ Key, Value }) => [Key, Value]),
  );
}
