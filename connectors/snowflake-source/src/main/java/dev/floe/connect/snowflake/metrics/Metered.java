package dev.floe.connect.snowflake.metrics;

import dev.floe.connect.snowflake.jdbc.Rows;
import dev.floe.connect.snowflake.jdbc.Snowflake;
import dev.floe.connect.snowflake.schema.Shape;
import java.sql.SQLException;

/** A session whose statements that need a warehouse are timed. */
public record Metered(Snowflake session, SourceMetrics metrics) implements Snowflake {
  @Override
  public Shape describe(String query) throws SQLException {
    return session.describe(query);
  }

  @Override
  public Rows query(String query) throws SQLException {
    return query.contains("FROM") ? timed(() -> session.query(query)) : session.query(query);
  }

  @Override
  public long update(String statement) throws SQLException {
    return statement.contains(" ") ? timed(() -> session.update(statement)) : session.update(statement);
  }

  @Override
  public void close() {
    session.close();
  }

  private <T> T timed(Work<T> work) throws SQLException {
    long began = System.nanoTime();
    try {
      return work.run();
    } finally {
      metrics.warehouse(System.nanoTime() - began);
    }
  }
}
