package dev.floe.connect.snowflake.config;

import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.NonEmptyString;
import org.apache.kafka.common.config.ConfigDef.Type;

/** Keys that say what is read and where it goes. */
public final class SourceKeys {
  public static final String MODE = "mode";
  public static final String TABLE = "table";
  public static final String TOPIC = "topic";
  public static final String STREAM = "stream";
  public static final String STAGE_TABLE = "stage.table";
  public static final String CLAIM_TABLE = "stage.claim.table";
  public static final String CREATE = "objects.create";
  public static final String CHANGES_START = "changes.start.timestamp";
  public static final String CHANGES_APPEND_ONLY = "changes.append.only";
  public static final String QUERY = "query";
  public static final String WATERMARK = "query.watermark.column";
  public static final String WATERMARK_START = "query.watermark.start";
  public static final String DELAY = "query.delay.ms";
  public static final String FEED = "metadata.feed";

  private SourceKeys() {}

  static void define(ConfigDef definition) {
    new Keys(definition, "Source")
        .choice(MODE, Mode.STREAM.word(), Arrays.stream(Mode.values()).map(Mode::word).toList(), Importance.HIGH,
            "stream: a Snowflake stream consumed into a stage table (inserts, updates, deletes; the net change "
                + "between two polls). snapshot: the whole table, then its stream. changes: the CHANGES clause over "
                + "closed windows, no objects created. query: rows of a query by a growing column. metadata: a feed "
                + "of Snowflake's own history.")
        .required(TOPIC, Type.STRING, new NonEmptyString(), "Topic the records are written to.")
        .optional(TABLE, Type.STRING, "", Importance.HIGH,
            "Table, view or dynamic table, as DATABASE.SCHEMA.NAME (quoted parts keep their case). Required in "
                + "stream, snapshot and changes mode; names the records' schema in the others.")
        .optional(STREAM, Type.STRING, "", Importance.HIGH,
            "Stream on the table, as DATABASE.SCHEMA.NAME. Only this connector may consume it. Empty: "
                + "FLOE_<table>_STREAM beside the table.")
        .optional(STAGE_TABLE, Type.STRING, "", Importance.MEDIUM,
            "Table that holds the rows taken from the stream until Kafka has them. Owned by one connector. Empty: "
                + "FLOE_<table>_STAGE beside the table. Storage is billed for undelivered rows and those not yet "
                + "cleaned up.")
        .optional(CLAIM_TABLE, Type.STRING, "", Importance.LOW,
            "One-row table that says which connector owns the stage, and counts its batches. Empty: the stage "
                + "table's name with _CLAIM added.")
        .optional(CREATE, Type.BOOLEAN, false, Importance.MEDIUM,
            "Whether the connector creates a missing stream (on a table), stage table and claim table, for a quick "
                + "start. false: they are deployed with it, and the role needs no CREATE privilege.")
        .optional(CHANGES_START, Type.STRING, "", Importance.MEDIUM,
            "Where changes mode begins, as an ISO timestamp with offset (2026-01-31T00:00:00Z). Required there: "
                + "the position is kept with the first record, so a start of 'now' could lose what comes before it.")
        .optional(CHANGES_APPEND_ONLY, Type.BOOLEAN, false, Importance.LOW,
            "Whether changes mode reads inserts only (INFORMATION => APPEND_ONLY), which is cheaper.")
        .optional(QUERY, Type.STRING, "", Importance.MEDIUM,
            "SELECT read in query mode. It must answer the watermark column.")
        .optional(WATERMARK, Type.STRING, "", Importance.MEDIUM,
            "Column of the query that never decreases for new rows (a timestamp or a number); rows are read in its "
                + "order and the position is its value. Required in query mode. A TIMESTAMP_NTZ or DATE must be in UTC: "
                + "rows in a local time behind it would be passed by.")
        .optional(WATERMARK_START, Type.STRING, "", Importance.LOW,
            "Watermark after which reading begins. Empty: from the first row.")
        .number(DELAY, Type.LONG, -1, -1, 604_800_000L,
            "How far behind now a window ends, so that rows committed late are not passed by, in milliseconds. -1: "
                + "the feed's own delay in metadata mode (Snowflake states up to 3 hours for ACCOUNT_USAGE), 60000 in "
                + "changes and query mode. In query mode it applies to timestamps only.")
        .choice(FEED, "load-events", List.copyOf(dev.floe.connect.snowflake.sql.MetadataFeed.words()),
            Importance.MEDIUM,
            "Feed of metadata mode: load-events (COPY_HISTORY), queries (QUERY_HISTORY), access (ACCESS_HISTORY), "
                + "logins (LOGIN_HISTORY), tasks (TASK_HISTORY), ddl (tables created, altered and dropped, with their "
                + "columns). Read from SNOWFLAKE.ACCOUNT_USAGE; the role needs its database roles.");
  }
}
