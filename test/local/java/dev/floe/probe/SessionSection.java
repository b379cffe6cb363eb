package dev.floe.probe;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import net.snowflake.client.api.connection.SnowflakeConnection;
import net.snowflake.client.api.statement.SnowflakeStatement;

/** Session parameters, the current objects, several statements in one, and errors. */
final class SessionSection implements Probe.Section {
  @Override
  public void run(Account account, Findings findings) throws Exception {
    try (Connection connection = account.connect("QUERY_TAG", "probe", "CLIENT_SESSION_KEEP_ALIVE", "true",
            "TIMEZONE", "Asia/Tokyo")) {
      findings.attempt("timezone", () -> Account.one(connection, "SELECT TO_CHAR('2024-01-01 00:00:00 +0000'::TIMESTAMP_LTZ, 'HH24:MI')"));
      findings.attempt("tag", () -> parameter(connection, "QUERY_TAG"));
      Account.change(connection, "ALTER SESSION SET TIMEZONE = 'UTC', QUERY_TAG = 'other'");
      findings.attempt("altered", () -> parameter(connection, "QUERY_TAG") + " " + parameter(connection, "TIMEZONE"));
      findings.attempt("format", () -> parameter(connection, "JDBC_QUERY_RESULT_FORMAT"));
      findings.attempt("force json", () -> {
        Account.change(connection, "ALTER SESSION SET JDBC_QUERY_RESULT_FORMAT = 'JSON'");
        return Account.one(connection, "SELECT 'é'");
      });
      SnowflakeConnection snowflake = connection.unwrap(SnowflakeConnection.class);
      findings.attempt("current", () -> snowflake.getRole() + " " + snowflake.getWarehouse() + " "
          + connection.getCatalog() + " " + connection.getSchema());
      findings.attempt("version", () -> snowflake.getDatabaseMajorVersion() > 0);
      connection.setSchema("INFORMATION_SCHEMA");
      findings.attempt("schema", () -> Account.one(connection, "SELECT CURRENT_SCHEMA()"));
      connection.setSchema("PUBLIC");
      findings.attempt("valid", () -> connection.isValid(5));
      multiple(connection, findings);
      errors(connection, findings);
    }
  }

  private static String parameter(Connection connection, String name) throws Exception {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SHOW PARAMETERS LIKE '" + name + "' IN SESSION")) {
      return rows.next() ? rows.getString("value") : "none";
    }
  }

  private static void multiple(Connection connection, Findings findings) throws Exception {
    try (Statement statement = connection.createStatement()) {
      statement.unwrap(SnowflakeStatement.class).setParameter("MULTI_STATEMENT_COUNT", 3);
      boolean query = statement.execute(
          "CREATE OR REPLACE TEMPORARY TABLE T (N NUMBER); INSERT INTO T VALUES (1), (2); SELECT SUM(N) FROM T");
      StringBuilder seen = new StringBuilder();
      for (boolean more = true; more; query = statement.getMoreResults(), more = query || statement.getUpdateCount() != -1) {
        // The driver says there is a result set for what answers with a count only, and then has none.
        try (ResultSet rows = query ? statement.getResultSet() : null) {
          if (rows == null) seen.append(statement.getUpdateCount());
          else if (rows.next()) seen.append("=").append(rows.getString(1));
        }
        seen.append(";");
      }
      findings.note("multiple", seen);
    }
    findings.attempt("too many", () -> Account.change(connection, "SELECT 1; SELECT 2"));
  }

  private static void errors(Connection connection, Findings findings) {
    findings.attempt("syntax", () -> Account.one(connection, "SELEC 1"));
    findings.attempt("missing", () -> Account.one(connection, "SELECT * FROM NOWHERE"));
    findings.attempt("division", () -> Account.one(connection, "SELECT 1 / 0"));
    findings.attempt("query id", () -> {
      try (Statement statement = connection.createStatement()) {
        statement.execute("SELECT 1");
        String id = statement.unwrap(SnowflakeStatement.class).getQueryID();
        return id.equals(Account.one(connection, "SELECT LAST_QUERY_ID()"));
      }
    });
  }
}
