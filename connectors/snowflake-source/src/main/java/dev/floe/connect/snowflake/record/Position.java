package dev.floe.connect.snowflake.record;

/** A place in the rows: everything up to this row of this batch has been handed to Kafka. */
public record Position(long batch, long row) {
  /** Before everything. */
  public static final Position START = new Position(0, 0);
}
