import type { Problems } from "../../checks";
import type { KafkaConfig } from "../keys";
import { sourceNames as names } from "../source/names";

/** Rules between keys of Floe's Snowflake source: what keeps it exactly once. */
export function checkSourceRules(problems: Problems, config: KafkaConfig): void {
  const read = (name: string): string => config[name] ?? "";
  problems.require(
    read("exactly.once.support") === "required",
    "exactly.once.support",
    "must be required: a worker without exactly-once sources would run it and deliver rows twice after a kill",
    "write required, and exactly.once.source.support=enabled in the worker",
  );
  problems.require(
    read("transaction.boundary") === "connector",
    "transaction.boundary",
    "must be connector, for a batch of changes to be read as one",
    "write connector",
  );
  problems.require(
    ["", "1"].includes(read("tasks.max")),
    "tasks.max",
    "must be 1: a stream has one reader",
    "write 1, and split the work by tables",
  );
  const own = read("offsets.storage.topic");
  problems.require(
    own !== "",
    "offsets.storage.topic",
    "is missing: an open transaction of another connector of the worker would hold this one up after a kill",
    `write ${read("name") || "<name>"}.offsets`,
  );
  problems.require(
    own === "" || own !== read(names.topic),
    "offsets.storage.topic",
    "is the topic of the records themselves",
    `write ${read("name") || "<name>"}.offsets`,
  );
  const timeout = Number(read("producer.override.transaction.timeout.ms") || NaN);
  problems.require(
    timeout >= 1000 && timeout <= 900_000,
    "producer.override.transaction.timeout.ms",
    "must be from 1000 to 900000: Kafka's own minute is a minute's standstill after a kill, and brokers refuse more than 15",
    "write 10000, or more where a batch takes longer to send",
  );
  problems.require(
    !/(String|ByteArray)Converter$/.test(read("value.converter")),
    "value.converter",
    "cannot write rows: it would send a text such as Struct{ID=1}",
    "use a converter of JSON, Avro or Protobuf",
  );
  const rows = ["", "stream", "snapshot", "changes"].includes(read(names.mode));
  problems.require(
    !rows || read(names.keyColumns) !== "",
    names.keyColumns,
    "names no column: changes of one row would go to any partition, and lose their order",
    "name the columns that identify a row",
  );
}
