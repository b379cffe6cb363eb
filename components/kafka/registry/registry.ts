import {
  arn,
  checkKafkaConverter,
  checkOneOf,
  checkSize,
  Problems,
  type KafkaFormat,
  type KafkaRegistry,
} from "../../../blueprints";
import * as glue from "@pulumi/aws/glue";
import type * as pulumi from "@pulumi/pulumi";
import { FloeComponent, type Transform } from "../../component";
import { currentPlace } from "../../place";
import type { ConnectorKind, ConnectorRunner, ConnectorSecret, ConnectorSecrets } from "../runtime/runtime";

/** A schema that is declared, not learnt from a connector. */
export interface RegistrySchema {
  readonly format: Exclude<KafkaFormat, "string">;
  /** Text of the first version. Later ones are registered by connectors, or by you. */
  readonly definition: pulumi.Input<string>;
  /** What a new version may change. Default: BACKWARD: readers of the new one can read what the old one wrote. */
  readonly compatibility?:
    "NONE" | "BACKWARD" | "BACKWARD_ALL" | "FORWARD" | "FORWARD_ALL" | "FULL" | "FULL_ALL";
}

export interface GlueRegistry {
  /** Name of the registry. */
  readonly name: string;
  /** Region it is in: part of connectors' configurations. */
  readonly region: string;
  /** Whether it exists already. Default: false, it is made. */
  readonly existing?: boolean;
  /** Schemas by name. Default: connectors register theirs. */
  readonly schemas?: Readonly<Record<string, RegistrySchema>>;
}

/** A registry that answers Confluent's REST API: Confluent's own, Apicurio, Karapace. */
export interface ConfluentRegistry {
  /** Such as https://registry.internal:8081. */
  readonly url: string;
  /** `user:password`, such as {@link KafkaSecrets}' `texts` keep it. Default: no sign-in. */
  readonly credentials?: ConnectorSecret;
  /** Whether it asks for a sign-in, where workers exist and keep the credentials themselves. */
  readonly signIn?: boolean;
}

export interface SchemaRegistryArgs {
  readonly registry: { readonly glue: GlueRegistry } | { readonly confluent: ConfluentRegistry };
  readonly transform?: {
    readonly registry?: Transform<glue.RegistryArgs>;
    readonly schema?: Transform<glue.SchemaArgs>;
  };
}

const variable = "SCHEMA_REGISTRY_CREDENTIALS";
const compatibilities = ["NONE", "BACKWARD", "BACKWARD_ALL", "FORWARD", "FORWARD_ALL", "FULL", "FULL_ALL"];

/**
 * Where schemas of records are kept: AWS Glue's registry, which costs nothing and signs in by role, or any that answers
 * Confluent's REST API.
 *
 * @example Glue
 * ```ts
 * const registry = new SchemaRegistry("schemas", { registry: { glue: { name: "payments", region: "eu-west-1" } } });
 * new SnowflakeSource("payments", { ..., value: { format: "avro", registry: registry.forConnector(runtime, "source") } });
 * ```
 * @example Confluent's API
 * ```ts
 * new SchemaRegistry("schemas", {
 *   registry: { confluent: { url: "https://registry.internal:8081", credentials: secrets.texts.registry } },
 * });
 * ```
 */
export class SchemaRegistry extends FloeComponent {
  readonly kind: "glue" | "confluent";
  /** What connectors' `secrets` must hold to sign in. Empty where none is needed. */
  readonly secrets: ConnectorSecrets;
  /** ARN of Glue's registry, for workers' rights. */
  readonly registryArn: pulumi.Output<string> | undefined;
  readonly nodes: {
    readonly registry?: glue.Registry;
    readonly schemas: Readonly<Record<string, glue.Schema>>;
  };
  readonly #choice: SchemaRegistryArgs["registry"];

  constructor(name: string, args: SchemaRegistryArgs, opts?: pulumi.ComponentResourceOptions) {
    checkRegistry(name, args);
    const { registry: choice } = args;
    super(
      "floe:kafka:SchemaRegistry",
      name,
      "glue" in choice
        ? { kind: "glue", name: choice.glue.name }
        : { kind: "confluent", url: choice.confluent.url },
      opts,
    );
    this.#choice = choice;
    if ("confluent" in choice) {
      const { credentials } = choice.confluent;
      this.kind = "confluent";
      this.secrets = credentials === undefined ? {} : { [variable]: credentials };
      this.registryArn = undefined;
      this.nodes = { schemas: {} };
    } else {
      const made = this.#glue(choice.glue, args);
      this.kind = "glue";
      this.secrets = {};
      this.registryArn =
        made.registry?.arn ??
        currentPlace(this).apply((place) =>
          arn({ ...place, region: choice.glue.region }, "glue", `registry/${choice.glue.name}`),
        );
      this.nodes = made;
    }
    this.registerOutputs({ registryArn: this.registryArn });
  }

  /** The registry as converters of a connector are told of it. */
  forConnector(runtime: ConnectorRunner, kind: ConnectorKind): KafkaRegistry {
    const choice = this.#choice;
    if ("glue" in choice) return { kind: "glue", region: choice.glue.region, name: choice.glue.name };
    const { url, credentials, signIn = credentials !== undefined } = choice.confluent;
    if (!signIn) return { kind: "confluent", url };
    return { kind: "confluent", url, credentials: runtime.placeholder(kind, variable, credentials) };
  }

  /** Rights of a connector's workers on Glue's registry. `register`: whether they may add versions. */
  rights(
    register: boolean,
  ): { readonly registryArn: pulumi.Output<string>; readonly register: boolean } | undefined {
    return this.registryArn === undefined ? undefined : { registryArn: this.registryArn, register };
  }

  #glue(spec: GlueRegistry, { transform }: SchemaRegistryArgs): SchemaRegistry["nodes"] {
    const registry =
      spec.existing === true
        ? undefined
        : this.child(
            glue.Registry,
            "registry",
            { registryName: spec.name, description: "Schemas of Kafka topics" },
            { transform: transform?.registry },
          );
    const registryArn =
      registry?.arn ??
      currentPlace(this).apply((place) =>
        arn({ ...place, region: spec.region }, "glue", `registry/${spec.name}`),
      );
    const schemas = Object.fromEntries(
      Object.entries(spec.schemas ?? {}).map(([schema, { format, definition, compatibility }]) => [
        schema,
        this.child(
          glue.Schema,
          `schema-${schema}`,
          {
            registryArn,
            schemaName: schema,
            dataFormat: format.toUpperCase(),
            compatibility: compatibility ?? "BACKWARD",
            schemaDefinition: definition,
          },
          // Connectors add versions as tables gain columns: the first text is not to be forced on them again.
          { transform: transform?.schema, opts: { ignoreChanges: ["schemaDefinition"] } },
        ),
      ]),
    );
    return { schemas, ...(registry === undefined ? {} : { registry }) };
  }
}

function checkRegistry(name: string, { registry: choice }: SchemaRegistryArgs): void {
  const problems = new Problems();
  const one = Object.keys(choice).length === 1 && ("glue" in choice || "confluent" in choice);
  if (problems.require(one, "registry", "must be exactly one of glue and confluent", "give one of the two")) {
    const registry: KafkaRegistry =
      "glue" in choice
        ? { kind: "glue", region: choice.glue.region, name: choice.glue.name }
        : { kind: "confluent", url: choice.confluent.url };
    checkKafkaConverter(problems, "", { format: "avro", registry });
    if ("glue" in choice) checkGlue(problems.at("registry.glue"), choice.glue);
  }
  problems.raise(`SchemaRegistry "${name}"`);
}

function checkGlue(problems: Problems, { region, schemas }: GlueRegistry): void {
  problems.require(
    /^[a-z]{2}(-[a-z]+)+-\d$/.test(region),
    "region",
    `"${region}" is no region`,
    "write it like eu-west-1",
  );
  checkSize(problems, "schemas", schemas ?? {}, { min: 0, max: 1000, what: "schemas" });
  for (const [schema, { format, compatibility }] of Object.entries(schemas ?? {})) {
    problems.require(
      /^[A-Za-z0-9_$.#-]{1,255}$/.test(schema),
      `schemas.${schema}`,
      "is no name of a schema",
      "use letters, digits, -, _, $, # and .",
    );
    checkOneOf(problems, `schemas.${schema}.format`, format, ["json", "avro", "protobuf"]);
    checkOneOf(problems, `schemas.${schema}.compatibility`, compatibility, compatibilities);
  }
}
