package dev.floe.connect.snowflake.config;

import dev.floe.connect.snowflake.sql.Name;
import java.net.URI;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Rules between keys, which a single key's validator cannot see. Asks no network. */
public final class ConfigRules {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1", "[::1]");

  private static final String TRANSACTION_INTERVAL = "transaction.boundary.interval.ms";
  private static final String TRANSACTION_TIMEOUT = "producer.override.transaction.timeout.ms";

  /** A broken rule, and the key it is told at. */
  public record Problem(String key, String message) {}

  private final SourceConfig config;
  private final List<Problem> problems = new ArrayList<>();

  private ConfigRules(SourceConfig config) {
    this.config = config;
  }

  /** Every broken rule of a configuration whose single keys are right. */
  public static List<Problem> check(SourceConfig config) {
    var rules = new ConfigRules(config);
    rules.address();
    rules.credentials();
    rules.source();
    rules.names();
    rules.records();
    rules.transactions();
    return List.copyOf(rules.problems);
  }

  private void address() {
    address(ConnectionKeys.URL, "write https://<organization>-<account>.snowflakecomputing.com");
  }

  private void address(String key, String fix) {
    String url = config.getString(key);
    if (placeholder(url)) return;
    URI uri;
    try {
      uri = URI.create(url.contains("://") ? url : "https://" + url);
    } catch (IllegalArgumentException broken) {
      problem(key, "is no address; " + fix);
      return;
    }
    if (uri.getHost() == null) problem(key, "names no host; " + fix);
    else if ("http".equals(uri.getScheme()) && !LOOPBACK.contains(uri.getHost()))
      problem(key, "is plain http to another machine; write https://");
  }

  private void credentials() {
    if (config.getString(ConnectionKeys.AUTHENTICATOR).equals(ConnectionKeys.OAUTH)) {
      for (String key : List.of(ConnectionKeys.OAUTH_CLIENT_ID, ConnectionKeys.OAUTH_TOKEN_URL))
        if (config.getString(key).isBlank()) problem(key, "is required with snowflake.authenticator=oauth");
      if (config.getPassword(ConnectionKeys.OAUTH_CLIENT_SECRET).value().isBlank())
        problem(ConnectionKeys.OAUTH_CLIENT_SECRET, "is required with snowflake.authenticator=oauth");
      // The client's secret is sent there.
      if (!config.getString(ConnectionKeys.OAUTH_TOKEN_URL).isBlank())
        address(ConnectionKeys.OAUTH_TOKEN_URL, "write the identity provider's token endpoint, https://..");
      return;
    }
    boolean text = !config.getPassword(ConnectionKeys.PRIVATE_KEY).value().isBlank();
    boolean file = !config.getString(ConnectionKeys.PRIVATE_KEY_FILE).isBlank();
    if (text == file)
      problem(ConnectionKeys.PRIVATE_KEY,
          text ? "and " + ConnectionKeys.PRIVATE_KEY_FILE + " are both given; keep one"
              : "or " + ConnectionKeys.PRIVATE_KEY_FILE + " is required with snowflake.authenticator=key-pair");
  }

  private void source() {
    Mode mode = config.mode();
    if (mode.changes() && config.getString(SourceKeys.TABLE).isBlank())
      problem(SourceKeys.TABLE, "is required in mode " + mode.word() + "; write DATABASE.SCHEMA.NAME");
    if (mode == Mode.QUERY) {
      if (config.query().isEmpty()) problem(SourceKeys.QUERY, "is required in mode query");
      if (config.query().endsWith(";")) problem(SourceKeys.QUERY, "must be one SELECT without a semicolon");
      if (config.watermark().isBlank())
        problem(SourceKeys.WATERMARK,
            "is required in mode query: name a column that never decreases for new rows, such as UPDATED_AT");
    }
    if (mode == Mode.CHANGES && config.getString(RecordKeys.EVOLUTION).equals("resnapshot"))
      problem(RecordKeys.EVOLUTION, "is resnapshot, which mode changes cannot do: it reads changes only; use fail or ignore");
    if (mode == Mode.CHANGES) changesStart(config.getString(SourceKeys.CHANGES_START));
  }

  private void changesStart(String start) {
    if (start.isBlank()) {
      problem(SourceKeys.CHANGES_START, "is required in mode changes, as 2026-01-31T00:00:00Z");
      return;
    }
    try {
      OffsetDateTime.parse(start);
    } catch (DateTimeParseException broken) {
      problem(SourceKeys.CHANGES_START, "is no timestamp with an offset; write it as 2026-01-31T00:00:00Z");
    }
  }

  private void names() {
    for (String key :
        List.of(SourceKeys.TABLE, SourceKeys.STREAM, SourceKeys.STAGE_TABLE, SourceKeys.CLAIM_TABLE)) {
      String given = config.getString(key);
      if (given.isBlank() || placeholder(given)) continue;
      try {
        Name.parse(key, given);
      } catch (IllegalArgumentException broken) {
        problems.add(new Problem(key, broken.getMessage()));
      }
    }
  }

  private void records() {
    List<String> keys = config.keyColumns();
    if (config.getString(RecordKeys.KEY_FORMAT).equals("primitive") && keys.size() != 1)
      problem(RecordKeys.KEY_FORMAT, "is primitive, so key.columns must name exactly one column");
    if (Set.copyOf(keys).size() != keys.size()) problem(RecordKeys.KEY_COLUMNS, "names a column twice");
    if (config.mode().changes() && keys.isEmpty() && !config.getString(RecordKeys.DELETE).equals("row"))
      problem(RecordKeys.KEY_COLUMNS,
          "is empty, so a deletion has no key to mark; name the key columns, or set record.delete=row");
  }

  /** A transaction that stays open for longer than the broker lets it would fail the task each time. */
  private void transactions() {
    long interval = number(TRANSACTION_INTERVAL, -1);
    long timeout = number(TRANSACTION_TIMEOUT, 60_000);
    if ("interval".equals(config.originals().get("transaction.boundary")) && interval >= timeout)
      problem(SourceKeys.TOPIC, "cannot be written to: " + TRANSACTION_INTERVAL + "=" + interval + " is not below "
          + TRANSACTION_TIMEOUT + "=" + timeout + "; use transaction.boundary=connector, or a shorter interval");
  }

  private long number(String key, long fallback) {
    try {
      return Long.parseLong(String.valueOf(config.originals().get(key)));
    } catch (NumberFormatException none) {
      return fallback;
    }
  }

  private static boolean placeholder(String value) {
    return value.contains("${");
  }

  private void problem(String key, String message) {
    problems.add(new Problem(key, key + " " + message + "."));
  }
}
