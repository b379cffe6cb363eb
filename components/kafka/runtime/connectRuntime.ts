import { InvalidArguments, kafkaRuntimeCostText, physicalName, Problems } from "../../../blueprints";
import * as ecs from "@pulumi/aws/ecs";
import * as pulumi from "@pulumi/pulumi";
import { FloeComponent } from "../../component";
import { defaultPrefix } from "../../place";
import type { KafkaCluster } from "../cluster";
import type { AwsConnect, AwsConnector } from "./aws/args";
import { checkSpec } from "./check";
import { checkEcs, EcsStrategy, type EcsPlace } from "./ecs";
import { checkExisting, ExistingWorkers, type ExistingConnect } from "./existing";
import { checkMskConnect, MskConnectStrategy } from "./mskConnect";
import type {
  ConnectorKind,
  ConnectorRunner,
  ConnectorSecret,
  ConnectorSpec,
  ConnectPlace,
  RunningConnector,
} from "./runtime";
import type { ConnectStrategy } from "./strategy";

export interface ConnectRuntimeArgs {
  readonly cluster: KafkaCluster;
  /** Workers that exist, or workers in AWS that are made for each connector. */
  readonly run: { readonly existing: ExistingConnect } | { readonly aws: AwsConnect };
}

/**
 * Where connectors run, behind one interface: on ECS Fargate, on MSK Connect, or on workers that exist. In AWS each
 * connector has workers of its own, with rights to its topics, groups, transactions and secrets alone. A deployment is done
 * when the connector was seen to run with exactly its configuration, wherever it runs.
 *
 * Costs nothing itself. A connector costs one Fargate task of 1 vCPU and 2 GB, about 36 USD a month, or one to two workers
 * of MSK Connect, 80 USD a month each: {@link ConnectRuntime.cost} says it in the units of AWS's price list.
 *
 * @example Sources on ECS, sinks on MSK Connect
 * ```ts
 * const runtime = new ConnectRuntime("connect", {
 *   cluster,
 *   run: { aws: { network, plugins: { source: sourcePlugin, sink: sinkPlugin } } },
 * });
 * ```
 * @example Workers that exist
 * ```ts
 * const runtime = new ConnectRuntime("connect", { cluster, run: { existing: { url: "http://127.0.0.1:8083" } } });
 * ```
 */
export class ConnectRuntime extends FloeComponent implements ConnectorRunner {
  /** Cluster of ECS, once a connector has needed it. Undefined before, and where one existed. */
  get ecsCluster(): ecs.Cluster | undefined {
    return this.#made;
  }
  #made: ecs.Cluster | undefined;
  readonly #args: ConnectRuntimeArgs;
  readonly #prefix: string;
  readonly #strategies: Readonly<Partial<Record<ConnectPlace, ConnectStrategy>>>;
  readonly #names = new Set<string>();

  constructor(name: string, args: ConnectRuntimeArgs, opts?: pulumi.ComponentResourceOptions) {
    checkRuntime(name, args);
    super(
      "floe:kafka:ConnectRuntime",
      name,
      { sources: placeOf(args, "source"), sinks: placeOf(args, "sink") },
      opts,
    );
    this.#args = args;
    this.#prefix = ("aws" in args.run ? args.run.aws.namePrefix : undefined) ?? defaultPrefix(name);
    this.#strategies = this.#all(args);
    this.registerOutputs({});
  }

  placeOf(kind: ConnectorKind): ConnectPlace {
    return placeOf(this.#args, kind);
  }

  placeholder(kind: ConnectorKind, variable: string, secret?: ConnectorSecret): string {
    return this.#strategy(kind).placeholder(variable, secret);
  }

  connector(name: string, spec: ConnectorSpec, opts: pulumi.ComponentResourceOptions = {}): RunningConnector {
    const problems = new Problems();
    checkSpec(problems, spec, this.#args.cluster);
    problems.require(
      !this.#names.has(spec.name),
      "name",
      `"${spec.name}" is another connector's: both would read and write its position`,
      "give each a name of its own",
    );
    const { run } = this.#args;
    problems.require(
      "existing" in run || run.aws.plugins[spec.kind] !== undefined,
      `run.aws.plugins.${spec.kind}`,
      `is required for a ${spec.kind}: workers would have nothing to run`,
      "pass a ConnectorPlugin",
    );
    const strategy = this.#strategy(spec.kind);
    strategy.check(problems, spec);
    problems.raise(`Connector "${spec.name}"`);
    this.#names.add(spec.name);
    return strategy.run(name, spec, this.within(pulumi.mergeOptions(opts, { dependsOn: this.#network() })));
  }

  /** What `connectors` of a kind cost by the hour, idle or not. Undefined for workers of others. */
  cost(kind: ConnectorKind, connectors: number): string | undefined {
    const { run } = this.#args;
    if ("existing" in run) return undefined;
    if (this.placeOf(kind) === "mskConnect") {
      const { workers = { max: 2 }, mcus = 1 } = run.aws.mskConnect ?? {};
      return kafkaRuntimeCostText({ runtime: "mskConnect", workers: workers.max, mcus, connectors });
    }
    const { workers = { max: 1 }, cpu = 1024, memoryMb = 2048 } = run.aws.ecs ?? {};
    return kafkaRuntimeCostText({
      runtime: "ecs",
      workers: workers.max * connectors,
      vcpu: cpu / 1024,
      memoryGb: memoryMb / 1024,
      connectors,
    });
  }

  /** All of the network that Floe makes: a task without its rules, endpoints and routes fetches no image, and fails. */
  #network(): pulumi.Resource[] {
    const { run } = this.#args;
    return "aws" in run && pulumi.Resource.isInstance(run.aws.network) ? [run.aws.network] : [];
  }

  #strategy(kind: ConnectorKind): ConnectStrategy {
    const strategy = this.#strategies[this.placeOf(kind)];
    if (strategy === undefined) throw new Error(`nothing runs a ${kind}`);
    return strategy;
  }

  #all({ cluster, run }: ConnectRuntimeArgs): Readonly<Partial<Record<ConnectPlace, ConnectStrategy>>> {
    if ("existing" in run) return { existing: new ExistingWorkers(run.existing) };
    const { aws } = run;
    const connectorOf = (spec: ConnectorSpec): AwsConnector => {
      const plugin = aws.plugins[spec.kind];
      if (plugin === undefined) throw new Error(`there is no plugin for a ${spec.kind}`);
      return { spec, prefix: this.#prefix, plugin };
    };
    return {
      ecs: new EcsStrategy(cluster, aws, connectorOf, () => this.#ecsPlace(aws)),
      mskConnect: new MskConnectStrategy(cluster, aws, connectorOf),
    };
  }

  /** One cluster of ECS for all connectors that need it. */
  #ecsPlace(aws: AwsConnect): EcsPlace {
    const existing = aws.ecs?.cluster?.existing;
    if (existing !== undefined) return { arn: existing.arn, clusterName: pulumi.output(existing.name) };
    this.#made ??= this.child(
      ecs.Cluster,
      "cluster",
      {
        name: physicalName("ecs", [this.#prefix]),
        settings: [
          { name: "containerInsights", value: aws.ecs?.containerInsights === true ? "enabled" : "disabled" },
        ],
      },
      { transform: aws.ecs?.transform?.cluster },
    );
    return { arn: this.#made.arn, clusterName: this.#made.name };
  }
}

function placeOf({ run }: ConnectRuntimeArgs, kind: ConnectorKind): ConnectPlace {
  if ("existing" in run) return "existing";
  return kind === "source" ? (run.aws.sources ?? "ecs") : (run.aws.sinks ?? "mskConnect");
}

function checkRuntime(name: string, args: ConnectRuntimeArgs): void {
  const problems = new Problems();
  const { run } = args;
  if (Object.keys(run).length !== 1 || !("existing" in run || "aws" in run))
    throw new InvalidArguments(`ConnectRuntime "${name}"`, [
      { argument: "run", rule: "must be exactly one of existing and aws", fix: "give one of the two" },
    ]);
  if ("existing" in run) checkExisting(problems.at("run.existing"), run.existing);
  else checkAws(problems.at("run.aws"), args, run.aws);
  problems.raise(`ConnectRuntime "${name}"`);
}

function checkAws(problems: Problems, args: ConnectRuntimeArgs, aws: AwsConnect): void {
  const places = (["source", "sink"] as const).map((kind) => placeOf(args, kind));
  for (const [argument, place] of [
    ["sources", aws.sources],
    ["sinks", aws.sinks],
  ] as const)
    problems.require(
      place === undefined || ["ecs", "mskConnect"].includes(place),
      argument,
      `must be ecs or mskConnect, not ${String(place)}`,
      "use ecs",
    );
  problems.require(
    Object.keys(aws.plugins).length > 0,
    "plugins",
    "holds none: workers would have nothing to run",
    "pass source, sink, or both",
  );
  // What nothing uses may be as it is.
  if (places.includes("ecs") && (aws.plugins.source !== undefined || aws.sinks === "ecs"))
    checkEcs(problems.at("ecs"), aws.ecs ?? {}, aws.network.internet);
  if (places.includes("mskConnect")) checkMskConnect(problems.at("mskConnect"), aws.mskConnect ?? {});
}
