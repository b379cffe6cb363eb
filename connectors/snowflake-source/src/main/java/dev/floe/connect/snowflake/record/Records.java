package dev.floe.connect.snowflake.record;

import dev.floe.connect.snowflake.config.RecordKeys;
import dev.floe.connect.snowflake.config.SourceConfig;
import dev.floe.connect.snowflake.schema.Shape;
import dev.floe.connect.snowflake.schema.Types;
import dev.floe.connect.snowflake.sql.Name;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;

/** Makes records of changes, for one shape of the table. A new shape takes a new object. */
public final class Records {
  private final String topic;
  private final Name table;
  private final Shape shape;
  private final int[] keys;
  private final boolean primitive;
  private final boolean envelope;
  private final String delete;
  private final RecordSchemas schemas;
  private final List<Field> fields;
  private final Headers headers;

  public Records(SourceConfig config, Shape shape) {
    topic = config.topic();
    table = config.table();
    this.shape = shape;
    shape.require(config.keyColumns(), table.toString());
    keys = config.keyColumns().stream().mapToInt(shape::index).toArray();
    primitive = config.getString(RecordKeys.KEY_FORMAT).equals("primitive");
    envelope = config.getString(RecordKeys.FORMAT).equals("envelope");
    delete = config.getString(RecordKeys.DELETE);
    schemas = RecordSchemas.of(config, shape, keys, primitive);
    fields = schemas.row().fields();
    headers = new Headers(config.getString(RecordKeys.HEADERS), table.toString());
  }

  /** How a configuration wants values. */
  public static Types types(SourceConfig config) {
    return new Types(config.getString(RecordKeys.NUMBERS).equals("double"),
        config.getString(RecordKeys.TIMES).equals("micros"));
  }

  /** Places of the key columns among the values. */
  public int[] keys() {
    return keys.clone();
  }

  /** Where a record stands, for the offsets. */
  public interface Positions {
    Map<String, Object> partition();

    Map<String, Object> offset(long batch, long number);
  }

  /** Adds the one or two records of a change. Only the last of them carries the change's own offset. */
  public void add(Change change, Positions at, List<SourceRecord> records) {
    boolean gone = change.op() == Change.Op.DELETE;
    boolean tombstone = gone && !delete.equals("row");
    if (!gone || !delete.equals("tombstone")) {
      Object value = envelope ? envelope(change) : struct(change.image());
      long number = tombstone ? change.fromNumber() : change.last().number();
      records.add(record(change, at, number, envelope ? schemas.envelope() : schemas.row(), value));
    }
    if (tombstone) records.add(record(change, at, change.last().number(), null, null));
  }

  private SourceRecord record(Change change, Positions at, long number, Schema schema, Object value) {
    return new ChangeRecord(at.partition(), at.offset(change.last().batch(), number), topic, schemas.key(),
        key(change.image()), schema, value, headers.of(change));
  }

  private Struct envelope(Change change) {
    var source = new Struct(RecordSchemas.SOURCE).put("table", table.toString()).put("batch", change.last().batch())
        .put("row", change.last().number()).put("row_id", change.last().id());
    return new Struct(schemas.envelope())
        .put("before", change.before() == null ? null : struct(change.before()))
        .put("after", change.after() == null ? null : struct(change.after()))
        .put("op", change.op().letter()).put("ts_ms", change.last().stagedMillis()).put("source", source);
  }

  private Object key(Object[] values) {
    if (keys.length == 0) return null;
    for (int key : keys)
      if (values[key] == null)
        throw new ConnectException("Key column " + shape.columns().get(key).name() + " of " + table
            + " is null in a row; key.columns must be columns that are never null.");
    if (primitive) return values[keys[0]];
    var struct = new Struct(schemas.key());
    for (int key : keys) struct.put(shape.columns().get(key).name(), values[key]);
    return struct;
  }

  private Struct struct(Object[] values) {
    var struct = new Struct(schemas.row());
    for (int index = 0; index < values.length; index++) struct.put(fields.get(index), values[index]);
    return struct;
  }
}
