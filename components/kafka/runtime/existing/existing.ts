import { secretPlaceholder, type Problems } from "../../../../blueprints";
import * as pulumi from "@pulumi/pulumi";
import * as floe from "../../../../provider/sdk";
import { applyTransform, type Transform } from "../../../component";
import type { ConnectorSpec, RunningConnector } from "../runtime";
import type { ConnectStrategy } from "../strategy";

/** Where workers of others read secrets: a config provider of theirs, and the path it looks in. */
export interface ExistingSecrets {
  /** Its name in the workers' `config.providers`. Default: `env`. */
  readonly provider?: string;
  /** Such as `/etc/kafka/secrets.properties` for a provider of files. Default: none, as environment variables need. */
  readonly path?: string;
}

/** Connect workers that exist. They have the plugin already, and Floe changes nothing about them. */
export interface ExistingConnect {
  /** REST API of a worker, such as `http://connect.internal:8083`. */
  readonly url: pulumi.Input<string>;
  /** Default: none. */
  readonly auth?: floe.kafka.ConnectAuth;
  /** Default: environment variables of the workers. A secret's key is the name under which a connector lists it. */
  readonly secrets?: ExistingSecrets;
  /** Whether a worker checks a configuration before it is written. Default: true. */
  readonly validate?: boolean;
  /** How long to wait for a connector to run. Default: 300. */
  readonly timeoutSeconds?: number;
  readonly transform?: { readonly connector?: Transform<floe.kafka.ConnectorArgs> };
}

/** Checks the address of workers that exist. */
export function checkExisting(problems: Problems, { url, secrets }: ExistingConnect): void {
  if (typeof url === "string")
    problems.require(
      /^https?:\/\/[^\s/@]+(\/\S*)?$/.test(url),
      "url",
      "must be an http(s) address without a user and password",
      "write http://host:8083, and pass auth",
    );
  for (const [argument, value] of Object.entries(secrets ?? {}))
    problems.require(
      !/[${}:]/.test(String(value)),
      `secrets.${argument}`,
      "may not hold $, {, } or :",
      "use the provider's name, and a path without them",
    );
}

/** Runs connectors on workers that exist, by their REST API. */
export class ExistingWorkers implements ConnectStrategy {
  readonly #workers: ExistingConnect;

  constructor(workers: ExistingConnect) {
    this.#workers = workers;
  }

  placeholder(variable: string): string {
    const { provider = "env", path } = this.#workers.secrets ?? {};
    return secretPlaceholder({ provider, key: variable, ...(path === undefined ? {} : { path }) });
  }

  /** Whatever the workers have, Floe cannot see. */
  check(): void {
    return;
  }

  run(name: string, spec: ConnectorSpec, opts: pulumi.ComponentResourceOptions): RunningConnector {
    const { url, auth, validate, timeoutSeconds, transform } = this.#workers;
    const config = Object.fromEntries(Object.entries(spec.config).filter(([key]) => key !== "name"));
    const own: floe.kafka.ConnectorArgs = {
      name: spec.name,
      url,
      config,
      ...(auth === undefined ? {} : { auth }),
      ...(validate === undefined ? {} : { validate }),
      ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
    };
    const changed: pulumi.CustomResourceOptions = { ...opts };
    const args = applyTransform<floe.kafka.ConnectorArgs>(transform?.connector, own, changed, name);
    const connector = new floe.kafka.Connector(name, args, changed);
    return {
      place: "existing",
      connectorName: connector.name,
      resources: [connector],
      connectUrl: pulumi.output(url),
    };
  }
}
