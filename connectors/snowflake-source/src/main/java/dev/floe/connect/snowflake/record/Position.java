package dev.floe.connect.snowflake.record;

/** A place in the rows: everything up to this row of this batch has been handed to Kafka. */
public record Position(long batch, long row) implements Comparable<Position> {
  /** Before everything. */
  public static final Position START = new Position(0, 0);

  @Override
  public int compareTo(Position other) {
    return batch != other.batch ? Long.compare(batch, other.batch) : Long.compare(row, other.row);
  }
}
