package dev.floe.connect.snowflake.sql;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Queries over Snowflake's own history. Delays are above those stated on "Account Usage" (docs.snowflake.com), but for
 * loads into tables that are seldom loaded, which COPY_HISTORY may show two days late. Key columns are never null.
 */
public enum MetadataFeed {
  /** One row per file loaded by COPY or a pipe. */
  LOAD_EVENTS("COPY_HISTORY", "LAST_LOAD_TIME", 180, List.of("TABLE_ID", "FILE_NAME", "STAGE_LOCATION")),
  /** One row per finished statement. */
  QUERIES("QUERY_HISTORY", "END_TIME", 60, List.of("QUERY_ID")),
  /** The objects each statement read and wrote. */
  ACCESS("ACCESS_HISTORY", "QUERY_START_TIME", 240, List.of("QUERY_ID")),
  /** One row per attempt to log in. */
  LOGINS("LOGIN_HISTORY", "EVENT_TIMESTAMP", 150, List.of("EVENT_ID")),
  /** One row per finished task run. One that was skipped has no query. */
  TASKS("TASK_HISTORY", "COMPLETED_TIME", 60, List.of("DATABASE_NAME", "SCHEMA_NAME", "NAME", "SCHEDULED_TIME")),
  /** One row per table created, altered or dropped, with its columns then. */
  DDL("TABLES", "CHANGED_AT", 120, List.of("TABLE_ID"));

  private static final String ALTERATIONS =
      "SELECT t.TABLE_ID, t.TABLE_CATALOG, t.TABLE_SCHEMA, t.TABLE_NAME, t.TABLE_TYPE, t.CREATED, t.DELETED, "
          + "GREATEST(t.CREATED, COALESCE(t.LAST_DDL, t.CREATED), COALESCE(t.DELETED, t.CREATED)) AS CHANGED_AT, "
          + "IFF(t.DELETED IS NOT NULL, 'DROP', IFF(t.LAST_DDL > t.CREATED, 'ALTER', 'CREATE')) AS CHANGE, "
          + "c.COLUMNS FROM SNOWFLAKE.ACCOUNT_USAGE.TABLES t LEFT JOIN (SELECT TABLE_ID, ARRAY_AGG(OBJECT_CONSTRUCT("
          + "'name', COLUMN_NAME, 'type', DATA_TYPE, 'nullable', IS_NULLABLE)) WITHIN GROUP (ORDER BY "
          + "ORDINAL_POSITION) AS COLUMNS FROM SNOWFLAKE.ACCOUNT_USAGE.COLUMNS WHERE DELETED IS NULL GROUP BY "
          + "TABLE_ID) c ON c.TABLE_ID = t.TABLE_ID";

  private final String view;
  private final String watermark;
  private final long delayMinutes;
  private final List<String> key;

  MetadataFeed(String view, String watermark, long delayMinutes, List<String> key) {
    this.view = view;
    this.watermark = watermark;
    this.delayMinutes = delayMinutes;
    this.key = key;
  }

  /** The words of a configuration. */
  public static List<String> words() {
    return Arrays.stream(values()).map(MetadataFeed::word).toList();
  }

  /** The feed of a configuration's word. */
  public static MetadataFeed of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public String query() {
    return this == DDL ? ALTERATIONS : "SELECT * FROM " + source().sql();
  }

  public String watermark() {
    return watermark;
  }

  public List<String> key() {
    return key;
  }

  /** How long Snowflake may take to show an event, in milliseconds, with a margin. */
  public long delay() {
    return delayMinutes * 60_000;
  }

  public Name source() {
    return new Name("SNOWFLAKE", "ACCOUNT_USAGE", view);
  }
}
