package dev.floe.connect.snowflake.config;

import java.util.List;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;

/** Keys that shape the records. */
public final class RecordKeys {
  public static final String KEY_COLUMNS = "key.columns";
  public static final String KEY_FORMAT = "key.format";
  public static final String FORMAT = "record.format";
  public static final String HEADERS = "record.headers";
  public static final String DELETE = "record.delete";
  public static final String NUMBERS = "record.decimals";
  public static final String TIMES = "record.timestamps";
  public static final String NAMESPACE = "record.schema.namespace";
  public static final String EVOLUTION = "schema.evolution";

  private RecordKeys() {}

  static void define(ConfigDef definition) {
    new Keys(definition, "Records")
        .optional(KEY_COLUMNS, Type.LIST, "", Importance.HIGH,
            "Columns that identify a row, in order; they become the record's key, and order is kept per key. Must be "
                + "unique and not null in the table. Empty: records without a key (no tombstones).")
        .choice(KEY_FORMAT, "struct", List.of("struct", "primitive"), Importance.LOW,
            "struct: the key is a record of the key columns. primitive: the value of the one key column.")
        .choice(FORMAT, "flat", List.of("flat", "envelope"), Importance.HIGH,
            "flat: the value is the row. envelope: the value is {before, after, op, ts_ms, source}.")
        .choice(HEADERS, "all", List.of("all", "operation", "none"), Importance.LOW,
            "Headers of every record. all: floe.op (c, u, d, r), floe.batch, floe.row_id and floe.table. operation: "
                + "floe.op. none: none; four headers take about a fifth of the time and 120 bytes of a record.")
        .choice(DELETE, "tombstone", List.of("tombstone", "row", "both"), Importance.MEDIUM,
            "What a deleted row becomes. tombstone: a record with a null value. row: the deleted row (flat) or an "
                + "envelope with op d. both: the row, then a tombstone. Without key.columns it must be row.")
        .choice(NUMBERS, "precise", List.of("precise", "double"), Importance.MEDIUM,
            "NUMBER with a scale, or with more than 18 digits. precise: Connect's Decimal. double: a 64-bit float, "
                + "which keeps 15 digits. NUMBER(p,0) up to 18 digits is always an integer of the fitting width.")
        .choice(TIMES, "millis", List.of("millis", "micros"), Importance.MEDIUM,
            "TIME and TIMESTAMP. millis: Connect's Time and Timestamp. micros: 64-bit microseconds under the names "
                + "io.debezium.time.MicroTime and MicroTimestamp. TIMESTAMP_NTZ is read as UTC; TIMESTAMP_TZ keeps "
                + "the instant, not the zone.")
        .optional(NAMESPACE, Type.STRING, "floe", Importance.LOW,
            "First part of the schemas' names: <namespace>.<database>.<schema>.<table>.Key, .Value and .Envelope.")
        .choice(EVOLUTION, "fail", List.of("fail", "resnapshot", "ignore"), Importance.HIGH,
            "What happens when a column is dropped or changes to an incompatible type. fail: the task fails and names "
                + "the column. resnapshot: the whole table, or the query from its start, is sent again with the new "
                + "schema. ignore: a dropped column stays, as null, and a retyped one is cast to its old type; in "
                + "changes, query and metadata mode, which keep no copy, the records take the new columns. Added and "
                + "widened columns are a new version of the schema under every policy.");
  }
}
