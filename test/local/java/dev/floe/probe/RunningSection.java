package dev.floe.probe;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import net.snowflake.client.api.connection.SnowflakeConnection;
import net.snowflake.client.api.resultset.SnowflakeAsyncResultSet;
import net.snowflake.client.api.statement.SnowflakeStatement;

/** Long statements: followed to their end, cancelled, timed out, left to themselves and asked for later. */
final class RunningSection implements Probe.Section {
  private static final String ENDLESS =
      "SELECT SUM(HASH(A.N, B.N)) FROM NUMBERS A, NUMBERS B, NUMBERS C";

  @Override
  public void run(Account account, Findings findings) throws Exception {
    try (Connection connection = account.connect()) {
      Account.change(connection,
          "CREATE OR REPLACE TABLE NUMBERS AS SELECT SEQ4() N FROM TABLE(GENERATOR(ROWCOUNT => 20000))");
      findings.attempt("slow", () -> Account.one(connection, "SELECT SYSTEM$WAIT(1)"));
      findings.attempt("cancelled", () -> cancelled(connection));
      findings.attempt("timed out", () -> timedOut(connection));
      findings.attempt("after", () -> Account.one(connection, "SELECT 7"));
      findings.attempt("asynchronous", () -> asynchronous(connection));
      findings.attempt("by its id", () -> byId(account, connection));
    }
  }

  private static String cancelled(Connection connection) throws Exception {
    try (Statement statement = connection.createStatement()) {
      Thread canceller = new Thread(() -> {
        try {
          Thread.sleep(700);
          statement.cancel();
        } catch (Exception failure) {
          failure.printStackTrace();
        }
      });
      canceller.start();
      try (ResultSet rows = statement.executeQuery(ENDLESS)) {
        return "ran";
      } finally {
        canceller.join();
      }
    }
  }

  private static String timedOut(Connection connection) throws Exception {
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(1);
      try (ResultSet rows = statement.executeQuery(ENDLESS)) {
        return "ran";
      }
    }
  }

  private static String asynchronous(Connection connection) throws Exception {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.unwrap(SnowflakeStatement.class).executeAsyncQuery("SELECT 'waited ' || SYSTEM$WAIT(1)")) {
      String before = rows.unwrap(SnowflakeAsyncResultSet.class).getStatus().getStatus().name();
      rows.next();
      String value = rows.getString(1);
      return before + " " + value + " " + rows.unwrap(SnowflakeAsyncResultSet.class).getStatus().getStatus().name();
    }
  }

  private static String byId(Account account, Connection connection) throws Exception {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT 42");
        Connection other = account.connect()) {
      String id = statement.unwrap(SnowflakeStatement.class).getQueryID();
      SnowflakeConnection snowflake = other.unwrap(SnowflakeConnection.class);
      try (ResultSet again = snowflake.createResultSet(id)) {
        again.next();
        return again.getString(1) + " " + snowflake.getQueryStatus(id).getStatus();
      }
    }
  }
}
