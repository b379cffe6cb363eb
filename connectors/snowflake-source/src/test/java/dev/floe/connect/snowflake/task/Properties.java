package dev.floe.connect.snowflake.task;

import java.util.HashMap;
import java.util.Map;

/** Configurations for tests. */
public final class Properties {
  private Properties() {}

  /** A right configuration of mode stream, with changes: name and value by turns. */
  public static Map<String, String> with(String... more) {
    Map<String, String> properties = new HashMap<>(Map.of("name", "orders", "topic", "orders", "table", "DB.S.T",
        "key.columns", "ID", "snowflake.url", "https://o-a.snowflakecomputing.com", "snowflake.user", "ROBOT",
        "snowflake.warehouse", "WH", "snowflake.private.key", "secret", "poll.interval.ms", "1000"));
    for (int at = 0; at < more.length; at += 2) properties.put(more[at], more[at + 1]);
    return properties;
  }
}
