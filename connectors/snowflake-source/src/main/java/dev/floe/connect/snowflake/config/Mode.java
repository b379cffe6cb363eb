package dev.floe.connect.snowflake.config;

import java.util.Locale;

/** What the connector reads, and how it keeps its place. */
public enum Mode {
  /** A Snowflake stream, consumed into a stage table: inserts, updates and deletes, exactly once. */
  STREAM,
  /** The whole table first, then its stream: as {@link #STREAM}, without a gap or an overlap between the two. */
  SNAPSHOT,
  /** The CHANGES clause over closed windows of time: creates no objects, but needs change tracking and a start. */
  CHANGES,
  /** The rows of a query by a growing column. */
  QUERY,
  /** A query over Snowflake's own metadata: loads, queries, audit, tasks, alterations. */
  METADATA;

  /** The word used in a configuration. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The mode of a configuration's word. */
  public static Mode of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /** Whether the rows come through a stage table. */
  public boolean staged() {
    return this == STREAM || this == SNAPSHOT;
  }

  /** Whether a row can be an update or a deletion. */
  public boolean changes() {
    return staged() || this == CHANGES;
  }
}
