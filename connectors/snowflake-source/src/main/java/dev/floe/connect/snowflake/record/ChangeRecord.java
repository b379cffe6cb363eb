package dev.floe.connect.snowflake.record;

import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * A record that is itself and no other. The worker keeps records in hash sets; comparing them value by value, as plain
 * records are, costs more than reading them.
 */
final class ChangeRecord extends SourceRecord {
  ChangeRecord(Map<String, ?> partition, Map<String, ?> offset, String topic, Schema keySchema, Object key, Schema schema,
      Object value, ConnectHeaders headers) {
    super(partition, offset, topic, null, keySchema, key, schema, value, null, headers);
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
