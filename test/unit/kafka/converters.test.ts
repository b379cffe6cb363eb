import { expect, test } from "vitest";
import {
  checkKafkaConverterPair,
  kafkaConverterConfig,
  Problems,
  type KafkaConverter,
} from "../../../blueprints";

const confluent = { kind: "confluent", url: "https://registry:8081" } as const;
const glue = { kind: "glue", region: "eu-west-1", name: "floe" } as const;

test.each([
  [{ format: "json" }, "org.apache.kafka.connect.json.JsonConverter"],
  [{ format: "string" }, "org.apache.kafka.connect.storage.StringConverter"],
  [{ format: "json", registry: confluent }, "io.confluent.connect.json.JsonSchemaConverter"],
  [{ format: "avro", registry: confluent }, "io.confluent.connect.avro.AvroConverter"],
  [{ format: "protobuf", registry: confluent }, "io.confluent.connect.protobuf.ProtobufConverter"],
  [
    { format: "avro", registry: glue },
    "com.amazonaws.services.schemaregistry.kafkaconnect.AWSKafkaAvroConverter",
  ],
  [
    { format: "protobuf", registry: glue },
    "com.amazonaws.services.schemaregistry.kafkaconnect.protobuf.ProtobufSchemaConverter",
  ],
] as const satisfies readonly (readonly [KafkaConverter, string])[])("%j", (converter, name) => {
  expect(kafkaConverterConfig("value", converter)["value.converter"]).toBe(name);
});

test("plain JSON holds no schema, and numbers as numbers", () => {
  expect(kafkaConverterConfig("key", { format: "json" })).toEqual({
    "key.converter": "org.apache.kafka.connect.json.JsonConverter",
    "key.converter.schemas.enable": "false",
    "key.converter.decimal.format": "NUMERIC",
  });
});

test("a reader that may not register uses what is there", () => {
  const credentials = "${env:REGISTRY}";
  const registry = { ...confluent, credentials };
  expect(kafkaConverterConfig("value", { format: "avro", registry, register: false })).toMatchObject({
    "value.converter.auto.register.schemas": "false",
    "value.converter.use.latest.version": "true",
    "value.converter.schema.registry.basic.auth.user.info": credentials,
  });
  expect(kafkaConverterConfig("value", { format: "avro", registry: glue })).toMatchObject({
    "value.converter.registry.name": "floe",
    "value.converter.schemaAutoRegistrationEnabled": "true",
    "value.converter.avroRecordType": "GENERIC_RECORD",
  });
});

test("what writes a topic must be what reads it", () => {
  const pair = (writer: KafkaConverter, reader: KafkaConverter) => {
    const problems = new Problems();
    checkKafkaConverterPair(problems, "value", writer, reader);
    return problems.found.map(({ rule }) => rule).join();
  };
  expect(pair({ format: "avro", registry: glue }, { format: "avro", registry: glue })).toBe("");
  expect(pair({ format: "avro", registry: confluent }, { format: "avro", registry: glue })).toContain(
    "cannot decode",
  );
  expect(pair({ format: "json", registry: confluent }, { format: "json" })).toContain(
    "reads plain json from a topic that is written as json with a confluent registry",
  );
});
