import { CliError, exitCodes } from "../../exit";
import type { Marked } from "./marked";

type Fields = Marked["fields"];

/** Bytes of a record as the sink's value converter reads them. */
export async function encode(
  topic: string,
  fields: Fields,
  config: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Buffer> {
  const converter = config["value.converter"] ?? "org.apache.kafka.connect.json.JsonConverter";
  const json = Buffer.from(JSON.stringify(fields));
  if (converter.startsWith("io.confluent.")) {
    const url = config["value.converter.schema.registry.url"] ?? "";
    const [type, body, schema] = registered(converter, fields, json);
    return Buffer.concat([prefix(await register(url, `${topic}-value`, type, schema, signal)), body]);
  }
  if (converter.endsWith(".JsonConverter"))
    return config["value.converter.schemas.enable"] === "false"
      ? json
      : Buffer.from(JSON.stringify({ schema: connectSchema(fields), payload: fields }));
  throw new CliError(
    `the canary cannot write what ${converter} reads: send a record by a producer of your own, or try the connector with JSON`,
    exitCodes.usage,
  );
}

function registered(converter: string, fields: Fields, json: Buffer): readonly [string, Buffer, string] {
  const kind = /\.(\w+)Converter$/.exec(converter)?.[1];
  if (kind === "Avro") return ["AVRO", avro(fields), JSON.stringify(avroSchema(fields))];
  if (kind === "Protobuf") return ["PROTOBUF", protobuf(fields), protobufSchema(fields)];
  return ["JSON", json, JSON.stringify(jsonSchema(fields))];
}

/** Magic byte and the schema's number. */
function prefix(id: number): Buffer {
  const bytes = Buffer.alloc(5);
  bytes.writeUInt32BE(id, 1);
  return bytes;
}

async function register(
  url: string,
  subject: string,
  schemaType: string,
  schema: string,
  signal: AbortSignal,
): Promise<number> {
  const base = url.split(",")[0]?.replace(/\/$/, "") ?? "";
  const { KAFKA_REGISTRY_USER: user, KAFKA_REGISTRY_PASSWORD: password } = process.env;
  const basic = Buffer.from(`${user ?? ""}:${password ?? ""}`).toString("base64");
  const response = await fetch(`${base}/subjects/${encodeURIComponent(subject)}/versions`, {
    method: "POST",
    headers: {
      "content-type": "application/vnd.schemaregistry.v1+json",
      ...(user === undefined ? {} : { authorization: `Basic ${basic}` }),
    },
    body: JSON.stringify({ schema, schemaType }),
    signal: AbortSignal.any([signal, AbortSignal.timeout(30_000)]),
  });
  const text = await response.text();
  if (!response.ok)
    throw new CliError(
      `the schema registry at ${base} refused the canary's schema of ${subject} (${response.status}): ${text.slice(0, 300)}`,
    );
  return (JSON.parse(text) as { id: number }).id;
}

const kinds = (fields: Fields): readonly (readonly [string, "string" | "long" | "double" | "boolean"])[] =>
  Object.entries(fields).map(([name, value]) => {
    if (typeof value === "boolean") return [name, "boolean"];
    if (typeof value === "number") return [name, Number.isInteger(value) ? "long" : "double"];
    return [name, "string"];
  });

const connectSchema = (fields: Fields): unknown => ({
  type: "struct",
  optional: false,
  fields: kinds(fields).map(([field, type]) => ({
    field,
    type: type === "long" ? "int64" : type,
    optional: true,
  })),
});

const avroSchema = (fields: Fields): unknown => ({
  type: "record",
  name: "Canary",
  namespace: "dev.floe",
  fields: kinds(fields).map(([name, type]) => ({ name, type: ["null", type], default: null })),
});

const jsonSchema = (fields: Fields): unknown => ({
  type: "object",
  title: "Canary",
  properties: Object.fromEntries(
    kinds(fields).map(([name, type]) => [
      name,
      { type: type === "long" ? "integer" : type === "double" ? "number" : type },
    ]),
  ),
});

const protobufSchema = (fields: Fields): string =>
  `syntax = "proto3";\nmessage Canary {\n${kinds(fields)
    .map(
      ([name, type], at) =>
        `  ${type === "long" ? "int64" : type === "boolean" ? "bool" : type} ${name} = ${at + 1};\n`,
    )
    .join("")}}\n`;

function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  return Buffer.from([...bytes, Number(rest)]);
}

const zigzag = (value: bigint): Buffer => varint((value << 1n) ^ (value >> 63n));

function double(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return bytes;
}

/** Every field is a union with null. */
function avro(fields: Fields): Buffer {
  const parts = Object.values(fields).map((value) => {
    if (value === null) return zigzag(0n);
    const some = zigzag(1n);
    if (typeof value === "boolean") return Buffer.concat([some, Buffer.from([value ? 1 : 0])]);
    if (typeof value === "number")
      return Buffer.concat([some, Number.isInteger(value) ? zigzag(BigInt(value)) : double(value)]);
    const text = Buffer.from(value);
    return Buffer.concat([some, zigzag(BigInt(text.length)), text]);
  });
  return Buffer.concat(parts);
}

/** The message is the first of its file, which a single zero says. */
function protobuf(fields: Fields): Buffer {
  const tag = (at: number, wire: number): Buffer => varint(BigInt(((at + 1) << 3) | wire));
  const parts = Object.values(fields).map((value, at) => {
    if (value === null) return Buffer.alloc(0);
    if (typeof value === "boolean") return Buffer.concat([tag(at, 0), Buffer.from([value ? 1 : 0])]);
    if (typeof value === "number")
      return Number.isInteger(value)
        ? Buffer.concat([tag(at, 0), varint(BigInt(value))])
        : Buffer.concat([tag(at, 1), double(value)]);
    const text = Buffer.from(value);
    return Buffer.concat([tag(at, 2), varint(BigInt(text.length)), text]);
  });
  return Buffer.concat([Buffer.from([0]), ...parts]);
}
