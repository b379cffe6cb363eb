package dev.floe.connect.snowflake.stage;

import dev.floe.connect.snowflake.record.Position;
import dev.floe.connect.snowflake.record.Records;
import java.util.Map;
import org.apache.kafka.connect.storage.OffsetStorageReader;

/** Positions in a stage, as Kafka keeps them: under the stage's own id, so that another stage never takes them for its. */
public final class Offsets {
  private final OffsetStorageReader reader;
  private Map<String, Object> partition = Map.of();

  public Offsets(OffsetStorageReader reader) {
    this.reader = reader;
  }

  /** The position Kafka has for a stage. */
  Position read(String stage) {
    partition = Map.of("stage", stage);
    Map<String, Object> offset = reader.offset(partition);
    if (offset == null) return Position.START;
    return new Position(number(offset, "batch"), number(offset, "row"));
  }

  private static long number(Map<String, Object> offset, String name) {
    return ((Number) offset.get(name)).longValue();
  }

  Records.Positions positions() {
    Map<String, Object> of = partition;
    return new Records.Positions() {
      @Override
      public Map<String, Object> partition() {
        return of;
      }

      @Override
      public Map<String, Object> offset(long batch, long row) {
        return Map.of("batch", batch, "row", row);
      }
    };
  }
}
