package dev.floe.connect.snowflake.record;

import dev.floe.connect.snowflake.config.RecordKeys;
import dev.floe.connect.snowflake.config.SourceConfig;
import dev.floe.connect.snowflake.schema.Column;
import dev.floe.connect.snowflake.schema.Shape;
import dev.floe.connect.snowflake.schema.Types;
import dev.floe.connect.snowflake.sql.Name;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.source.SourceRecord;

/** Makes records of changes, for one shape of the table. A new shape takes a new object. */
public final class Records {
  private static final Schema SOURCE = SchemaBuilder.struct().name("dev.floe.connect.snowflake.Source")
      .field("table", Schema.STRING_SCHEMA)
      .field("batch", Schema.INT64_SCHEMA)
      .field("row", Schema.INT64_SCHEMA)
      .field("row_id", Schema.OPTIONAL_STRING_SCHEMA)
      .build();

  private final String topic;
  private final Name table;
  private final Shape shape;
  private final int[] keys;
  private final boolean primitive;
  private final boolean envelope;
  private final String delete;
  private final Map<Change.Op, Header> ops = ops();
  private final Header origin;
  private final Schema keySchema;
  private final Schema rowSchema;
  private final Schema envelopeSchema;
  private final List<Field> fields;
  private Header batch;
  private long headersOf;

  public Records(SourceConfig config, Shape shape) {
    topic = config.topic();
    table = config.table();
    this.shape = shape;
    origin = header("floe.table", new SchemaAndValue(Schema.STRING_SCHEMA, table.toString()));
    shape.require(config.keyColumns(), table.toString());
    keys = config.keyColumns().stream().mapToInt(shape::index).toArray();
    primitive = config.getString(RecordKeys.KEY_FORMAT).equals("primitive");
    envelope = config.getString(RecordKeys.FORMAT).equals("envelope");
    delete = config.getString(RecordKeys.DELETE);
    Types types = types(config);
    String name = schemaName(config.getString(RecordKeys.NAMESPACE));
    keySchema = keySchema(types, name);
    rowSchema = rowSchema(types, name);
    fields = rowSchema.fields();
    envelopeSchema = SchemaBuilder.struct().name(name + ".Envelope")
        .field("before", rowSchema).field("after", rowSchema).field("op", Schema.STRING_SCHEMA)
        .field("ts_ms", Schema.INT64_SCHEMA).field("source", SOURCE).build();
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

  /** The one or two records of a change. Only the last of them carries the change's own offset. */
  public List<SourceRecord> of(Change change, Positions at) {
    List<SourceRecord> records = new ArrayList<>(2);
    boolean gone = change.op() == Change.Op.DELETE;
    boolean row = !gone || !delete.equals("tombstone");
    boolean tombstone = gone && !delete.equals("row");
    long batch = change.last().batch();
    if (row) {
      long number = tombstone ? change.fromNumber() : change.last().number();
      Object value = envelope ? envelope(change) : struct(change.image());
      records.add(record(change, at, at.offset(batch, number), envelope ? envelopeSchema : rowSchema, value));
    }
    if (tombstone) records.add(record(change, at, at.offset(batch, change.last().number()), null, null));
    return records;
  }

  private SourceRecord record(
      Change change, Positions at, Map<String, Object> offset, Schema schema, Object value) {
    return new SourceRecord(at.partition(), offset, topic, null, keySchema, key(change.image()), schema, value,
        null, headers(change));
  }

  private Iterable<Header> headers(Change change) {
    if (batch == null || change.last().batch() != headersOf) {
      headersOf = change.last().batch();
      batch = header("floe.batch", new SchemaAndValue(Schema.INT64_SCHEMA, headersOf));
    }
    var headers = new ConnectHeaders().add(ops.get(change.op())).add(batch);
    if (change.last().id() != null) headers.addString("floe.row_id", change.last().id());
    return headers.add(origin);
  }

  private static Header header(String name, SchemaAndValue value) {
    return new ConnectHeaders().add(name, value).lastWithName(name);
  }

  private static Map<Change.Op, Header> ops() {
    Map<Change.Op, Header> headers = new EnumMap<>(Change.Op.class);
    for (Change.Op op : Change.Op.values())
      headers.put(op, header("floe.op", new SchemaAndValue(Schema.STRING_SCHEMA, op.letter())));
    return headers;
  }

  private Struct envelope(Change change) {
    var source = new Struct(SOURCE).put("table", table.toString()).put("batch", change.last().batch())
        .put("row", change.last().number()).put("row_id", change.last().id());
    return new Struct(envelopeSchema)
        .put("before", change.before() == null ? null : struct(change.before()))
        .put("after", change.after() == null ? null : struct(change.after()))
        .put("op", change.op().letter()).put("ts_ms", change.last().stagedMillis()).put("source", source);
  }

  private Object key(Object[] values) {
    if (keys.length == 0) return null;
    for (int key : keys)
      if (values[key] == null)
        throw new IllegalArgumentException("Key column " + shape.columns().get(key).name() + " of " + table
            + " is null in a row; key.columns must be columns that are never null.");
    if (primitive) return values[keys[0]];
    var struct = new Struct(keySchema);
    for (int key : keys) struct.put(shape.columns().get(key).name(), values[key]);
    return struct;
  }

  private Struct struct(Object[] values) {
    var struct = new Struct(rowSchema);
    for (int index = 0; index < values.length; index++) struct.put(fields.get(index), values[index]);
    return struct;
  }

  private Schema keySchema(Types types, String name) {
    if (keys.length == 0) return null;
    if (primitive) return types.schema(shape.columns().get(keys[0]), false);
    SchemaBuilder builder = SchemaBuilder.struct().name(name + ".Key");
    for (int key : keys) {
      Column column = shape.columns().get(key);
      builder.field(column.name(), types.schema(column, false));
    }
    return builder.build();
  }

  /** Every field but the key is optional, so that a column that is added, dropped or made nullable stays compatible. */
  private Schema rowSchema(Types types, String name) {
    SchemaBuilder builder = SchemaBuilder.struct().name(name + ".Value").optional();
    for (Column column : shape.columns()) builder.field(column.name(), types.schema(column, true));
    return builder.build();
  }

  private String schemaName(String namespace) {
    return (namespace.isBlank() ? "" : namespace + ".") + List.of(table.database(), table.schema(), table.object())
        .stream().map(part -> part.replaceAll("[^A-Za-z0-9_]", "_").replaceAll("^(?=[0-9])", "_"))
        .collect(java.util.stream.Collectors.joining("."));
  }
}
