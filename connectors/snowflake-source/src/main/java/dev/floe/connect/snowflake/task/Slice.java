package dev.floe.connect.snowflake.task;

import dev.floe.connect.snowflake.record.Changes;
import dev.floe.connect.snowflake.record.Records;
import java.sql.SQLException;

/** Rows that never change again, being read in order: a staged batch, or a closed window. */
public record Slice(long batch, Changes changes, Records records, Records.Positions positions)
    implements AutoCloseable {
  @Override
  public void close() throws SQLException {
    changes.close();
  }
}
