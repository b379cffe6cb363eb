package dev.floe.connect.snowflake.task;

import dev.floe.connect.snowflake.jdbc.Snowflake;
import dev.floe.connect.snowflake.record.Position;
import java.sql.SQLException;

/** Where rows come from, and how far they have been taken. Survives the sessions it reads by. */
public interface Source {
  /** Makes ready in a new session: the first time checks everything, every time that nobody else took over. */
  void open(Snowflake session) throws SQLException;

  /** The rows after those taken; null when there are none now. */
  Slice next(Snowflake session) throws SQLException;

  /** Says that rows up to here were handed to Kafka. */
  void taken(Position position);

  /** Says that all rows of a slice were. */
  void finished(Slice slice);

  /** Milliseconds until it is worth asking again. */
  long idleMillis();

  /** Says that Kafka has a record of this batch. */
  default void acknowledged(long batch) {}

  /** Says how many records a batch became, so far. */
  default void sent(long batch, int records) {}
}
