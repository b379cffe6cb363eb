import { createHash } from "node:crypto";
import { EngineLog } from "./engine";
import { InitFailed } from "./failures";
import { Lifecycle } from "./lifecycle";
import { redactor } from "./redact";
import type { Bag, Call, FunctionType, ProviderDefinition, ResourceType } from "./resource";
import { didYouMean } from "./suggest";
import { secretTexts, type WireBag } from "./wire";

/** What lives as long as the provider process: its configuration, its running operations and the engine's log. */
export class Host {
  readonly log = new EngineLog();
  readonly lifecycle = new Lifecycle();
  config: Bag = {};
  private configSecrets: string[] = [];
  private readonly resources: ReadonlyMap<string, ResourceType>;
  private readonly functions: ReadonlyMap<string, FunctionType>;

  constructor(readonly definition: ProviderDefinition) {
    this.resources = new Map(definition.resources.map((type) => [type.token, type]));
    this.functions = new Map(definition.functions.map((type) => [type.token, type]));
  }

  configure(config: Bag, wire: WireBag): void {
    this.config = config;
    this.configSecrets = secretTexts(wire);
    for (const [key, property] of Object.entries(this.definition.config)) {
      const value = config[key];
      if (property.secret === true && typeof value === "string") this.configSecrets.push(value);
    }
    this.definition.configure?.(config);
  }

  resource(urn: string, type: string): ResourceType {
    return this.find(this.resources, type === "" ? typeOf(urn) : type, "resource type");
  }

  function(token: string): FunctionType {
    return this.find(this.functions, token, "function");
  }

  private find<T>(map: ReadonlyMap<string, T>, token: string, what: string): T {
    const found = map.get(token);
    if (found !== undefined) return found;
    const hint = didYouMean(token, [...map.keys()]);
    throw new Error(
      `the provider "${this.definition.name}" has no ${what} ${token}${hint}${this.definition.lacking ?? ""}`,
    );
  }

  /** Runs an operation with what it may use; secrets of its inputs and of the configuration never leave in messages. */
  async run<T>(
    request: {
      readonly urn: string;
      readonly name: string;
      readonly seconds: number;
      readonly wires: readonly WireBag[];
    },
    operation: (call: Call) => Promise<T>,
  ): Promise<T> {
    const secrets = [...this.configSecrets, ...request.wires.flatMap((wire) => secretTexts(wire))];
    const clean = redactor(secrets);
    try {
      return await this.lifecycle.run(request.seconds, (signal) =>
        operation({
          urn: request.urn,
          name: request.name,
          signal,
          config: this.config,
          log: (severity, message) => this.log.write(severity, clean(message), request.urn, false),
          status: (message) => this.log.write("info", clean(message), request.urn, true),
        }),
      );
    } catch (error) {
      throw cleaned(error, clean);
    } finally {
      await this.log.flush();
    }
  }
}

function cleaned(error: unknown, clean: (message: string) => string): unknown {
  if (error instanceof InitFailed) {
    return new InitFailed(error.id, error.properties, error.inputs, error.reasons.map(clean));
  }
  if (!(error instanceof Error)) return new Error(clean(String(error)));
  error.message = clean(error.message);
  return error;
}

export function typeOf(urn: string): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? "";
}

export function nameOf(urn: string, name: string): string {
  return name !== "" ? name : urn.split("::").slice(3).join("::");
}

/** Random hex of the engine's seed, so that a saved plan and its execution agree. */
export function suffixOf(seed: Uint8Array, urn: string): string {
  return createHash("sha256").update(seed).update(urn).digest("hex").slice(0, 12);
}
