import { Problems } from "../../../blueprints";
import type * as pulumi from "@pulumi/pulumi";
import { FloeComponent } from "../../component";
import type { KafkaCluster } from "../cluster";
import { checkSpec } from "./check";
import { checkExisting, ExistingWorkers, type ExistingConnect } from "./existing";
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
  /** Workers that exist, or those that are made for each connector in AWS. */
  readonly run: { readonly existing: ExistingConnect };
}

/**
 * Where connectors run: on workers that exist.
 *
 * @example On workers that exist
 * ```ts
 * const runtime = new ConnectRuntime("connect", { cluster, run: { existing: { url: "http://127.0.0.1:8083" } } });
 * ```
 */
export class ConnectRuntime extends FloeComponent implements ConnectorRunner {
  readonly #cluster: KafkaCluster;
  readonly #existing: ConnectStrategy;

  constructor(name: string, args: ConnectRuntimeArgs, opts?: pulumi.ComponentResourceOptions) {
    const problems = new Problems();
    checkExisting(problems.at("run.existing"), args.run.existing);
    problems.raise(`ConnectRuntime "${name}"`);
    super("floe:kafka:ConnectRuntime", name, { place: "existing" }, opts);
    this.#cluster = args.cluster;
    this.#existing = new ExistingWorkers(args.run.existing);
    this.registerOutputs({});
  }

  placeOf(_kind: ConnectorKind): ConnectPlace {
    return "existing";
  }

  placeholder(_kind: ConnectorKind, variable: string, secret?: ConnectorSecret): string {
    return this.#existing.placeholder(variable, secret);
  }

  connector(name: string, spec: ConnectorSpec, opts: pulumi.ComponentResourceOptions = {}): RunningConnector {
    const problems = new Problems();
    checkSpec(problems, spec, this.#cluster);
    this.#existing.check(problems, spec);
    problems.raise(`Connector "${spec.name}"`);
    return this.#existing.run(name, spec, this.within(opts));
  }
}
