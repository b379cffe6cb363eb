import { kafkaConnectorKind, secretConnectorKeys } from "../../../blueprints";
import { ConnectFailed, type ConnectRest, type Validation, type WorkerPlugin } from "../rest";
import type { Candidate } from "./read";

export interface Finding {
  readonly key: string;
  readonly rule: string;
  readonly fix?: string;
  /** Who found it. */
  readonly by: "floe" | "worker";
}

export interface WorkerAnswer {
  readonly findings: readonly Finding[];
  /** Release of the plugin that answered; undefined where the worker lacks it. */
  readonly version: string | undefined;
  readonly notes: readonly string[];
}

/**
 * No worker defines this provider, so the text stays as it is: the official sink takes a key it cannot read yet for one
 * that will come, and does not connect. What is checked is all but the secret.
 */
export const UNRESOLVED = "${floeValidate:secret:value}";

const simple = (name: string): string => name.slice(name.lastIndexOf(".") + 1);

/** Asks a real worker about a configuration, with every secret replaced by a placeholder nobody resolves. */
export async function askWorker(
  worker: Pick<ConnectRest, "validate">,
  plugins: readonly WorkerPlugin[],
  { config }: Candidate,
): Promise<WorkerAnswer> {
  const type = config["connector.class"] ?? "";
  const same = (each: WorkerPlugin): boolean =>
    each.class === type || [type, `${type}Connector`].includes(simple(each.class));
  const plugin = plugins.find(same);
  if (plugin === undefined) {
    const what = type === "" ? "no connector.class is given" : `the worker has no ${type}`;
    return { findings: [], version: undefined, notes: [`${what}: checked by Floe's rules only`] };
  }
  const secrets = Object.fromEntries(secretConnectorKeys(config).map((key) => [key, UNRESOLVED]));
  let configs: Validation["configs"];
  try {
    ({ configs } = await worker.validate(plugin.class, { ...config, ...secrets }));
  } catch (error) {
    // A plugin that breaks over a value, instead of telling which.
    if (!(error instanceof ConnectFailed) || ![400, 500].includes(error.status)) throw error;
    const broke = { key: "connector.class", rule: `breaks over this: ${error.said}`, by: "worker" as const };
    return { findings: [broke], version: plugin.version, notes: [] };
  }
  const found = configs.flatMap(({ value: { name, errors } }) =>
    [...new Set(errors)].map((rule) => ({ key: name, rule, by: "worker" as const })),
  );
  const absent = found.filter((each) => missingConverter(each, plugins, config));
  return {
    findings: [
      ...found.filter((each) => !absent.includes(each)),
      ...(kafkaConnectorKind(config) === "other"
        ? unknownKeys(
            config,
            configs.map(({ value }) => value.name),
          )
        : []),
    ],
    version: plugin.version,
    notes: absent.map(({ key }) => `the worker has no ${config[key] ?? ""}: ${key} was not checked by it`),
  };
}

/** A worker for checks need not have the converters of the one that runs, where nothing else is wrong with them. */
function missingConverter(
  { key, rule }: Finding,
  plugins: readonly WorkerPlugin[],
  config: Readonly<Record<string, string>>,
): boolean {
  return (
    /^(key|value|header)\.converter$/.test(key) &&
    /could not be found|not found/i.test(rule) &&
    /^(io\.confluent|com\.amazonaws)\./.test(config[key] ?? "") &&
    !plugins.some((plugin) => plugin.class === config[key])
  );
}

/** What neither the plugin defines nor a plugin of its own (a converter, a transform, a client) may read. */
function unknownKeys(config: Readonly<Record<string, string>>, known: readonly string[]): Finding[] {
  const free =
    /^((key|value|header)\.converter|transforms|predicates|(admin|producer|consumer)\.override|topic\.creation)\./;
  return Object.keys(config)
    .filter((key) => !known.includes(key) && !free.test(key))
    .map((key) => ({
      key,
      rule: "is no key of this connector, which would ignore it in silence",
      fix: "remove it, or look up its name",
      by: "worker" as const,
    }));
}
