package dev.floe.connect.snowflake.fake;

import dev.floe.connect.snowflake.jdbc.Rows;
import dev.floe.connect.snowflake.jdbc.Snowflake;
import dev.floe.connect.snowflake.schema.Shape;
import java.sql.SQLException;

/** A session of the fake account: transactions are undone when it is lost, and any statement can be made to fail. */
public final class FakeSession implements Snowflake {
  private final FakeAccount account;
  private final Faults faults;
  private final StageStatements stage;
  private final WindowStatements windows;
  private Runnable undo;

  public FakeSession(FakeAccount account, Faults faults) {
    this.account = account;
    this.faults = faults;
    stage = new StageStatements(account);
    windows = new WindowStatements(account);
  }

  @Override
  public Shape describe(String query) throws SQLException {
    return run(query, () -> {
      Shape shape = stage.describe(query);
      return shape != null ? shape : account.table.shape();
    });
  }

  @Override
  public Rows query(String query) throws SQLException {
    if (query.contains("FLOE$ROW > " + account.slowAfter + " ")) await();
    return run(query, () -> {
      Rows rows = stage.query(query);
      return rows != null ? rows : windows.query(query);
    });
  }

  @Override
  public long update(String statement) throws SQLException {
    return run(statement, () -> {
      if (statement.startsWith("BEGIN")) undo = account.memory();
      else if (statement.equals("COMMIT")) undo = null;
      else if (statement.equals("ROLLBACK")) end();
      else return stage.update(statement);
      return 0L;
    });
  }

  private <T> T run(String sql, Work<T> work) throws SQLException {
    synchronized (account) {
      account.statements.add(sql);
      faults.before(sql);
      T answer = work.run();
      faults.after(sql);
      return answer;
    }
  }

  private void await() throws SQLException {
    try {
      account.slow.await();
    } catch (InterruptedException stopped) {
      throw new SQLException("stopped", stopped);
    }
  }

  private void end() {
    if (undo != null) undo.run();
    undo = null;
  }

  @Override
  public void close() {
    synchronized (account) {
      end();
    }
  }
}
