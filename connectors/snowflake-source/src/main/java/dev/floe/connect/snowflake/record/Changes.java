package dev.floe.connect.snowflake.record;

import java.sql.SQLException;

/** Pairs the halves of updates while rows flow by; looks one row ahead, so the last change of a batch is known. */
public final class Changes implements AutoCloseable {
  /** Rows in order; null after the last. */
  public interface Feed extends AutoCloseable {
    Row next() throws SQLException;

    /** Whether so many rows can be had without waiting for Snowflake. */
    default boolean ready(int count) {
      return true;
    }

    @Override
    void close() throws SQLException;
  }

  private final Feed feed;
  private final int[] keys;
  private Row ahead;

  public Changes(Feed feed, int[] keys) throws SQLException {
    this.feed = feed;
    this.keys = keys;
    this.ahead = feed.next();
  }

  /** The next change; null after the last. */
  public Change next() throws SQLException {
    Row row = ahead;
    if (row == null) return null;
    ahead = feed.next();
    Change update = ahead == null ? null : Change.paired(row, ahead, keys);
    if (update == null) return Change.single(row);
    ahead = feed.next();
    return update;
  }

  /** Whether the next change can be had without waiting for Snowflake. */
  public boolean ready() {
    return feed.ready(ahead != null && ahead.action() == Row.Action.UPDATE_BEFORE ? 2 : 1);
  }

  /** When the next row was staged, in milliseconds since 1970; 0 without one. */
  public long stagedMillis() {
    return ahead == null ? 0 : ahead.stagedMillis();
  }

  /** Whether the last change has been taken. */
  public boolean exhausted() {
    return ahead == null;
  }

  @Override
  public void close() throws SQLException {
    feed.close();
  }
}
