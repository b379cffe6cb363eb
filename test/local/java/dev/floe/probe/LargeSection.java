package dev.floe.probe;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;

/** A result far larger than an answer that fits in one piece. */
final class LargeSection implements Probe.Section {
  @Override
  public void run(Account account, Findings findings) throws Exception {
    try (Connection connection = account.connect();
        Statement statement = connection.createStatement()) {
      Account.change(connection, "CREATE OR REPLACE TABLE LARGE AS SELECT SEQ4() ID, REPEAT('x', 100) || SEQ4() TEXT, "
          + "IFF(MOD(SEQ4(), 3) = 0, NULL, SEQ4() / 8) PART FROM TABLE(GENERATOR(ROWCOUNT => 300000))");
      statement.setFetchSize(5000);
      long began = System.nanoTime();
      long rows = 0;
      long ids = 0;
      long length = 0;
      long nulls = 0;
      try (ResultSet result = statement.executeQuery("SELECT * FROM LARGE ORDER BY ID")) {
        while (result.next()) {
          if (result.getLong(1) != rows) throw new IllegalStateException("row " + rows + " is " + result.getLong(1));
          rows++;
          ids += result.getLong(1);
          length += result.getString(2).length();
          result.getBigDecimal(3);
          if (result.wasNull()) nulls++;
        }
      }
      findings.note("rows", rows + " " + ids + " " + length + " " + nulls);
      findings.note("milliseconds", (System.nanoTime() - began) / 1_000_000);
      statement.setMaxRows(10);
      try (ResultSet few = statement.executeQuery("SELECT * FROM LARGE ORDER BY ID")) {
        int count = 0;
        while (few.next()) count++;
        findings.note("at most ten", count);
      }
    }
  }
}
