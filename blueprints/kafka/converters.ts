import type { Problems } from "../checks";
import type { KafkaConfig } from "./keys";

/** Where schemas are kept. */
export type KafkaRegistry =
  | {
      /** Confluent's REST API, which Apicurio and Karapace answer too. */
      readonly kind: "confluent";
      /** Such as `https://registry.internal:8081`. */
      readonly url: string;
      /** Placeholder of `user:password` for basic authentication. Default: none. */
      readonly credentials?: string;
    }
  | { readonly kind: "glue"; readonly region: string; readonly name: string };

export type KafkaFormat = "json" | "avro" | "protobuf" | "string";

/** How the keys or values of a topic are written. */
export interface KafkaConverter {
  readonly format: KafkaFormat;
  /** Needed for avro and protobuf. JSON with a registry is JSON Schema; without one it is plain JSON. */
  readonly registry?: KafkaRegistry;
  /**
   * Whether a worker may add versions to the registry. Default: true for a source, which learns of new columns only as it
   * runs. The registry's compatibility rule still refuses what readers could not read.
   */
  readonly register?: boolean;
}

const classes = {
  plain: "org.apache.kafka.connect.json.JsonConverter",
  string: "org.apache.kafka.connect.storage.StringConverter",
  confluent: {
    json: "io.confluent.connect.json.JsonSchemaConverter",
    avro: "io.confluent.connect.avro.AvroConverter",
    protobuf: "io.confluent.connect.protobuf.ProtobufConverter",
  },
  glue: {
    json: "com.amazonaws.services.schemaregistry.kafkaconnect.jsonschema.JsonSchemaConverter",
    avro: "com.amazonaws.services.schemaregistry.kafkaconnect.AWSKafkaAvroConverter",
    protobuf: "com.amazonaws.services.schemaregistry.kafkaconnect.protobuf.ProtobufSchemaConverter",
  },
} as const;

/**
 * `key.converter` or `value.converter` with its settings. Numbers of JSON are written as numbers: Kafka's own default
 * is base64 text of their bytes, which no reader but Connect understands.
 *
 * @see Confluent documentation, "Integrate Schemas from Kafka Connect"; AWS Glue developer guide, "Integrating with Glue
 *   Schema Registry"
 */
export function converterConfig(part: "key" | "value", converter: KafkaConverter): KafkaConfig {
  const prefix = `${part}.converter`;
  const under = (settings: KafkaConfig) =>
    Object.fromEntries(Object.entries(settings).map(([name, value]) => [`${prefix}.${name}`, value]));
  const { format, registry } = converter;
  if (format === "string") return { [prefix]: classes.string };
  if (registry === undefined)
    return { [prefix]: classes.plain, ...under({ "schemas.enable": "false", "decimal.format": "NUMERIC" }) };
  const register = String(converter.register ?? true);
  return registry.kind === "confluent"
    ? { [prefix]: classes.confluent[format], ...under(confluentSettings(registry, format, register)) }
    : { [prefix]: classes.glue[format], ...under(glueSettings(registry, format, register)) };
}

function confluentSettings(
  registry: Extract<KafkaRegistry, { kind: "confluent" }>,
  format: Exclude<KafkaFormat, "string">,
  register: string,
): KafkaConfig {
  return {
    "schema.registry.url": registry.url,
    "auto.register.schemas": register,
    // A version registered by hand is used as it is when the worker may not add one.
    ...(register === "false" ? { "use.latest.version": "true" } : {}),
    ...(format === "json" ? { "decimal.format": "NUMERIC" } : {}),
    ...(registry.credentials === undefined
      ? {}
      : {
          "basic.auth.credentials.source": "USER_INFO",
          "schema.registry.basic.auth.user.info": registry.credentials,
        }),
  };
}

function glueSettings(
  registry: Extract<KafkaRegistry, { kind: "glue" }>,
  format: Exclude<KafkaFormat, "string">,
  register: string,
): KafkaConfig {
  return {
    region: registry.region,
    "registry.name": registry.name,
    schemaAutoRegistrationEnabled: register,
    compatibility: "BACKWARD",
    dataFormat: format.toUpperCase(),
    ...(format === "avro" ? { avroRecordType: "GENERIC_RECORD" } : {}),
    ...(format === "protobuf" ? { protobufMessageType: "DYNAMIC_MESSAGE" } : {}),
  };
}

/** A format that needs schemas has a registry, and a registry's address is one. */
export function checkConverter(problems: Problems, argument: string, converter: KafkaConverter): void {
  const { format, registry } = converter;
  problems.require(
    registry !== undefined || format === "json" || format === "string",
    `${argument}.registry`,
    `is required: ${format} records carry only a schema's number`,
    'pass { kind: "confluent", url } or { kind: "glue", region, name }, or use json',
  );
  problems.require(
    registry === undefined || format !== "string",
    `${argument}.registry`,
    "has no meaning for strings, which have no schema",
    "remove it, or use json, avro or protobuf",
  );
  if (registry?.kind === "confluent")
    problems.require(
      registry.url.split(",").every((url) => /^https?:\/\/[^\s/@]+(\/\S*)?$/.test(url)),
      `${argument}.registry.url`,
      "must be one or more http(s) addresses without a user and password",
      "write https://host:port and pass credentials as a placeholder",
    );
  if (registry?.kind === "glue")
    problems.require(
      /^[\w$.-]{1,255}$/.test(registry.name),
      `${argument}.registry.name`,
      `"${registry.name}" is no name of a Glue registry`,
      "use letters, digits, _, -, $ and .",
    );
}

/** What writes a topic must be what reads it. */
export function checkConverterPair(
  problems: Problems,
  argument: string,
  writer: KafkaConverter,
  reader: KafkaConverter,
): void {
  const form = ({ format, registry }: KafkaConverter) =>
    registry === undefined ? `plain ${format}` : `${format} with a ${registry.kind} registry`;
  problems.require(
    form(writer) === form(reader),
    argument,
    `reads ${form(reader)} from a topic that is written as ${form(writer)}, which it cannot decode`,
    "use the same format and registry on both sides",
  );
}
