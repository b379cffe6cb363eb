package dev.floe.connect.snowflake.record;

import dev.floe.connect.snowflake.config.RecordKeys;
import dev.floe.connect.snowflake.config.SourceConfig;
import dev.floe.connect.snowflake.schema.Column;
import dev.floe.connect.snowflake.schema.Shape;
import dev.floe.connect.snowflake.schema.Types;
import dev.floe.connect.snowflake.sql.Name;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/** The schemas of a shape's records: their key (null without one), the row, and the envelope around it. */
record RecordSchemas(Schema key, Schema row, Schema envelope) {
  /** What an envelope says of where a row comes from. */
  static final Schema SOURCE = SchemaBuilder.struct().name("dev.floe.connect.snowflake.Source")
      .field("table", Schema.STRING_SCHEMA)
      .field("batch", Schema.INT64_SCHEMA)
      .field("row", Schema.INT64_SCHEMA)
      .field("row_id", Schema.OPTIONAL_STRING_SCHEMA)
      .build();

  static RecordSchemas of(SourceConfig config, Shape shape, int[] keys, boolean primitive) {
    Types types = Records.types(config);
    String name = name(config.getString(RecordKeys.NAMESPACE), config.table());
    Schema row = row(types, name, shape);
    Schema envelope = SchemaBuilder.struct().name(name + ".Envelope")
        .field("before", row).field("after", row).field("op", Schema.STRING_SCHEMA)
        .field("ts_ms", Schema.INT64_SCHEMA).field("source", SOURCE).build();
    return new RecordSchemas(key(types, name, shape, keys, primitive), row, envelope);
  }

  private static Schema key(Types types, String name, Shape shape, int[] keys, boolean primitive) {
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
  private static Schema row(Types types, String name, Shape shape) {
    SchemaBuilder builder = SchemaBuilder.struct().name(name + ".Value").optional();
    for (Column column : shape.columns()) builder.field(column.name(), types.schema(column, true));
    return builder.build();
  }

  private static String name(String namespace, Name table) {
    return (namespace.isBlank() ? "" : namespace + ".") + List.of(table.database(), table.schema(), table.object())
        .stream().map(part -> part.replaceAll("[^A-Za-z0-9_]", "_").replaceAll("^(?=[0-9])", "_"))
        .collect(Collectors.joining("."));
  }
}
