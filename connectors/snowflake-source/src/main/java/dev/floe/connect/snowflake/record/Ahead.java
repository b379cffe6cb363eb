package dev.floe.connect.snowflake.record;

import dev.floe.connect.snowflake.jdbc.Rows;
import java.sql.SQLException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** A part of the rows that is being asked for while another is read. */
final class Ahead {
  private final FutureTask<Rows> asked;

  Ahead(RowFeed.Part part, long after, int size) {
    asked = new FutureTask<>(() -> part.read(after, after + size));
    var thread = new Thread(asked, "floe-read-ahead");
    thread.setDaemon(true);
    thread.start();
  }

  boolean arrived() {
    return asked.isDone();
  }

  /** Its rows, when they are there. Fails as asking for them did. */
  Rows take() throws SQLException {
    try {
      return asked.get();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new SQLException("The task was stopped while it waited for rows", stopped);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof SQLException failure) throw failure;
      if (failed.getCause() instanceof RuntimeException failure) throw failure;
      throw new SQLException("Rows could not be read", failed.getCause());
    }
  }

  /** Waits for the answer, for the session must be free, and lets it go. */
  void close() throws SQLException {
    take().close();
  }
}
