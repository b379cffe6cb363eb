package dev.floe.connect.snowflake.jdbc;

import dev.floe.connect.snowflake.schema.Shape;
import java.sql.SQLException;

/** One session of Snowflake, as little of it as the connector needs. */
public interface Snowflake extends AutoCloseable {
  /** The columns a query would answer; reads no row and moves no stream. */
  Shape describe(String query) throws SQLException;

  /** Runs a query. The rows must be closed. */
  Rows query(String query) throws SQLException;

  /** Runs a statement and answers how many rows it touched. */
  long update(String statement) throws SQLException;

  @Override
  void close();

  /** Work that may fail as SQL does. */
  interface Work<T> {
    T run() throws SQLException;
  }

  /** Runs work in one transaction: all of it is kept, or none. It is known by a name until it ends. */
  default <T> T transaction(String name, Work<T> work) throws SQLException {
    update("BEGIN TRANSACTION NAME " + name);
    try {
      T answer = work.run();
      update("COMMIT");
      return answer;
    } catch (SQLException | RuntimeException failure) {
      try {
        update("ROLLBACK");
      } catch (SQLException lost) {
        failure.addSuppressed(lost);
      }
      throw failure;
    }
  }

  /** The first column of the first row, as text; null without a row. */
  default String single(String query) throws SQLException {
    try (Rows rows = query(query)) {
      return rows.next() ? rows.text(0) : null;
    }
  }
}
