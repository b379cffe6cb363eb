import { describe, expect, it } from "vitest";
import { kafkaPlugin, type KafkaPluginName, kafkaPluginVersions } from "../../../blueprints/kafka";

describe("plugins with known checksums", () => {
  it.each(["snowflake-sink", "bouncycastle-fips", "glue-avro", "msk-iam-auth"] as const)(
    "%s has files, each with the checksum of a file",
    (name) => {
      for (const version of kafkaPluginVersions(name)) {
        const files = kafkaPlugin(name, version);
        expect(files.length).toBeGreaterThan(0);
        for (const { coordinates, sha256 } of files) {
          expect(coordinates).toMatch(/^[\w.-]+:[\w.-]+:[\w.-]+(:[\w.-]+)?$/);
          expect(sha256).toMatch(/^[0-9a-f]{64}$/);
        }
      }
    },
  );

  it("gives the newest version unless told otherwise", () => {
    expect(kafkaPlugin("snowflake-sink").map(({ coordinates }) => coordinates)).toEqual([
      "com.snowflake:snowflake-kafka-connector:2.5.0",
    ]);
  });

  it("does not guess the checksum of another version, nor of another set", () => {
    expect(() => kafkaPlugin("snowflake-sink", "4.1.0")).toThrow(
      /checksums of snowflake-sink 4\.1\.0 are not known, only those of 2\.5\.0.*floe kafka lock/,
    );
    expect(() => kafkaPlugin("snowflake-sing" as KafkaPluginName)).toThrow(/write snowflake-sink/);
  });
});
