import type { Problems } from "../../../blueprints";
import type * as pulumi from "@pulumi/pulumi";
import type { ConnectorSecret, ConnectorSpec, RunningConnector } from "./runtime";

/** One place connectors may run in. */
export interface ConnectStrategy {
  placeholder(variable: string, secret: ConnectorSecret | undefined): string;
  /** What this place cannot do. */
  check(problems: Problems, spec: ConnectorSpec): void;
  run(name: string, spec: ConnectorSpec, opts: pulumi.ComponentResourceOptions): RunningConnector;
}
