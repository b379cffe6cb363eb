package dev.floe.connect.snowflake.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.connect.snowflake.SnowflakeSourceConnector;
import dev.floe.connect.snowflake.task.Properties;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigRulesTest {
  /** Every error of a configuration, as a worker would show it. */
  private static List<String> errors(String... more) {
    return new SnowflakeSourceConnector().validate(Properties.with(more)).configValues().stream()
        .flatMap(value -> value.errorMessages().stream().map(message -> value.name() + ": " + message)).toList();
  }

  private static void says(List<String> errors, String key, String part) {
    assertTrue(errors.stream().anyMatch(error -> error.startsWith(key + ": ") && error.contains(part)),
        () -> "no '" + part + "' at " + key + " in " + errors);
  }

  @Test
  void acceptsARightConfiguration() {
    assertEquals(List.of(), errors());
    assertEquals(List.of(), errors("producer.override.transaction.timeout.ms", "10000", "key.converter", "x",
        "topic.creation.default.partitions", "6", "transforms", "t", "transaction.boundary", "connector"));
  }

  @Test
  void acceptsNamesOfSecretsThatNoProviderResolves() {
    assertEquals(List.of(), errors("snowflake.private.key", "${secretsManager:key:pem}"));
  }

  @Test
  void namesAMisspelledKey() {
    says(errors("snowflake.privat.key", "x"), "snowflake.privat.key", "is no key of this connector");
    says(errors("record.fromat", "flat"), "record.fromat", "is no key of this connector");
  }

  @Test
  void checksKeysAlone() {
    says(errors("mode", "pigeon"), "mode", "pigeon");
    says(errors("poll.interval.ms", "5"), "poll.interval.ms", "at least 100");
    says(errors("topic", ""), "topic", "non-empty");
  }

  @Test
  void checksKeysTogether() {
    says(errors("table", ""), "table", "is required in mode stream");
    says(errors("table", "T"), "table", "DATABASE.SCHEMA.NAME");
    says(errors("stage.table", "A.B"), "stage.table", "DATABASE.SCHEMA.NAME");
    says(errors("snowflake.url", "http://example.com"), "snowflake.url", "plain http");
    says(errors("snowflake.private.key", ""), "snowflake.private.key", "is required");
    says(errors("snowflake.private.key.file", "/k"), "snowflake.private.key", "keep one");
    says(errors("snowflake.authenticator", "oauth"), "snowflake.oauth.token.url", "is required");
    says(errors("snowflake.authenticator", "oauth", "snowflake.oauth.token.url", "http://idp.example/token"),
        "snowflake.oauth.token.url", "plain http");
    says(errors("key.columns", ""), "key.columns", "has no key to mark");
    says(errors("key.columns", "ID,ID"), "key.columns", "twice");
    says(errors("key.columns", "A,B", "key.format", "primitive"), "key.format", "exactly one column");
    says(errors("mode", "query"), "query", "is required in mode query");
    says(errors("mode", "query", "query", "SELECT 1"), "query.watermark.column", "never decreases");
    says(errors("mode", "changes"), "changes.start.timestamp", "is required in mode changes");
    says(errors("mode", "changes", "changes.start.timestamp", "now"), "changes.start.timestamp", "no timestamp");
    says(errors("mode", "changes", "changes.start.timestamp", "2026-01-31T00:00:00Z", "schema.evolution", "resnapshot"),
        "schema.evolution", "mode changes cannot do");
    says(errors("transaction.boundary", "interval", "transaction.boundary.interval.ms", "10000",
        "producer.override.transaction.timeout.ms", "10000"), "topic", "transaction.boundary=connector");
  }

  @Test
  void hidesSecretsInErrors() {
    assertTrue(errors("snowflake.authenticator", "oauth", "snowflake.oauth.client.secret", "hunter2").stream()
        .noneMatch(error -> error.contains("hunter2")));
    assertTrue(!new SourceConfig(Properties.with("snowflake.private.key", "hunter2")).values().toString()
        .contains("hunter2"));
  }
}
