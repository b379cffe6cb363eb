package dev.floe.probe;

import java.sql.Connection;
import java.sql.Statement;

/** Several statements as one, seen by nobody else until the commit. */
final class TransactionsSection implements Probe.Section {
  @Override
  public void run(Account account, Findings findings) throws Exception {
    try (Connection writer = account.connect();
        Connection reader = account.connect()) {
      Account.change(writer, "CREATE OR REPLACE TABLE LEDGER (N NUMBER)");
      findings.note("autocommit", writer.getAutoCommit());
      writer.setAutoCommit(false);
      findings.note("insert", Account.change(writer, "INSERT INTO LEDGER VALUES (1), (2)"));
      findings.note("own view", Account.one(writer, "SELECT COUNT(*) FROM LEDGER"));
      findings.note("others' view", Account.one(reader, "SELECT COUNT(*) FROM LEDGER"));
      writer.rollback();
      findings.note("rolled back", Account.one(writer, "SELECT COUNT(*) FROM LEDGER"));
      Account.change(writer, "INSERT INTO LEDGER VALUES (3)");
      writer.commit();
      findings.note("committed", Account.one(reader, "SELECT COUNT(*) FROM LEDGER"));
      writer.setAutoCommit(true);
      stream(writer, findings);
    }
  }

  /** A stream moves on only with the transaction that consumed it. */
  private static void stream(Connection connection, Findings findings) throws Exception {
    Account.change(connection, "CREATE OR REPLACE STREAM LEDGER_CHANGES ON TABLE LEDGER");
    Account.change(connection, "CREATE OR REPLACE TABLE STAGED (BATCH NUMBER, RN NUMBER, N NUMBER, ACTION VARCHAR, ISUPDATE BOOLEAN, ROW_ID VARCHAR)");
    Account.change(connection, "INSERT INTO LEDGER VALUES (4), (5)");
    String take = "INSERT INTO STAGED SELECT 1, ROW_NUMBER() OVER (ORDER BY METADATA$ROW_ID), N, METADATA$ACTION, "
        + "METADATA$ISUPDATE, METADATA$ROW_ID FROM LEDGER_CHANGES";
    findings.note("has data", Account.one(connection, "SELECT SYSTEM$STREAM_HAS_DATA('LEDGER_CHANGES')"));
    try (Statement statement = connection.createStatement()) {
      statement.execute("BEGIN");
      findings.note("taken", statement.executeUpdate(take));
      statement.execute("ROLLBACK");
      findings.note("left", Account.one(connection, "SELECT COUNT(*) FROM LEDGER_CHANGES"));
      statement.execute("BEGIN");
      statement.executeUpdate(take);
      statement.execute("COMMIT");
    }
    findings.note("consumed", Account.one(connection, "SELECT COUNT(*) FROM LEDGER_CHANGES"));
    findings.note("staged", Account.one(connection, "SELECT COUNT(*) FROM STAGED"));
    findings.note("has no data", Account.one(connection, "SELECT SYSTEM$STREAM_HAS_DATA('LEDGER_CHANGES')"));
  }
}
