package dev.floe.connect.snowflake.record;

import java.util.EnumMap;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Header;

/** Makes the headers of records; those that many records share are made once. */
final class Headers {
  private final boolean all;
  private final boolean none;
  private final Map<Change.Op, Header> operations = new EnumMap<>(Change.Op.class);
  private final Header table;
  private Header batch;
  private long batchNumber = -1;

  /** Which ones: all, operation or none. */
  Headers(String which, String table) {
    all = which.equals("all");
    none = which.equals("none");
    for (Change.Op op : Change.Op.values())
      operations.put(op, header("floe.op", new SchemaAndValue(Schema.STRING_SCHEMA, op.letter())));
    this.table = header("floe.table", new SchemaAndValue(Schema.STRING_SCHEMA, table));
  }

  /** The headers of a change; null for none. */
  ConnectHeaders of(Change change) {
    if (none) return null;
    var headers = new ConnectHeaders();
    headers.add(operations.get(change.op()));
    if (!all) return headers;
    Row row = change.last();
    if (row.batch() != batchNumber) {
      batchNumber = row.batch();
      batch = header("floe.batch", new SchemaAndValue(Schema.INT64_SCHEMA, batchNumber));
    }
    headers.add(batch);
    if (row.id() != null) headers.addString("floe.row_id", row.id());
    headers.add(table);
    return headers;
  }

  private static Header header(String name, SchemaAndValue value) {
    return new ConnectHeaders().add(name, value).lastWithName(name);
  }
}
