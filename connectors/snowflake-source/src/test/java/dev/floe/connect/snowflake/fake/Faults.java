package dev.floe.connect.snowflake.fake;

import java.sql.SQLException;
import java.util.function.Predicate;

/** Makes statements fail: one by its number, or those a test picks. */
public final class Faults {
  private int count;
  private int lostAt = -1;
  private boolean done;
  private Predicate<String> picked = sql -> false;
  private SQLException with;

  /** The connection is lost at this statement: before Snowflake had it, or before its answer came. */
  public void loseAt(int number, boolean answerOnly) {
    lostAt = number;
    done = answerOnly;
    count = 0;
  }

  /** Every statement of a kind fails from now on. */
  public void fail(Predicate<String> statements, SQLException failure) {
    picked = statements;
    with = failure;
  }

  public void heal() {
    picked = sql -> false;
    lostAt = -1;
  }

  public boolean reached() {
    return count > lostAt;
  }

  void before(String sql) throws SQLException {
    if (picked.test(sql)) throw with;
    if (count == lostAt && !done) throw lost();
    if (!done) count++;
  }

  void after(String sql) throws SQLException {
    if (!done) return;
    if (count++ == lostAt) throw lost();
  }

  private SQLException lost() {
    count++;
    return new SQLException("Connection reset", "08006");
  }
}
