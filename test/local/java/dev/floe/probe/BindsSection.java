package dev.floe.probe;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.Arrays;

/** Prepared statements: every setter, nulls, many rows at once, and what the driver knows before running them. */
final class BindsSection implements Probe.Section {
  private static final String TABLE =
      "CREATE OR REPLACE TABLE BINDS (ID NUMBER, NAME VARCHAR, MONEY NUMBER(12,2), RATE FLOAT, YES BOOLEAN, "
          + "DAY DATE, CLOCK TIME, NTZ TIMESTAMP_NTZ, RAW BINARY)";

  @Override
  public void run(Account account, Findings findings) throws Exception {
    try (Connection connection = account.connect("TIMEZONE", "UTC")) {
      Account.change(connection, TABLE);
      singles(connection, findings);
      batch(connection, findings);
      described(connection, findings);
    }
  }

  private static void singles(Connection connection, Findings findings) throws Exception {
    String sql = "INSERT INTO BINDS VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setLong(1, 1L);
      insert.setString(2, "it's ? \\ \n ü");
      insert.setBigDecimal(3, new BigDecimal("99.95"));
      insert.setDouble(4, 0.125);
      insert.setBoolean(5, true);
      insert.setDate(6, Date.valueOf("2024-02-29"));
      insert.setTime(7, Time.valueOf("12:34:56"));
      insert.setTimestamp(8, Timestamp.valueOf("2024-02-29 12:34:56.789"));
      insert.setBytes(9, new byte[] {0, 1, (byte) 255});
      findings.note("one row", insert.executeUpdate());
      for (int at = 2; at <= 9; at++) insert.setNull(at, Types.VARCHAR);
      insert.setInt(1, 2);
      findings.note("nulls", insert.executeUpdate());
    }
    try (PreparedStatement select =
            connection.prepareStatement("SELECT * FROM BINDS WHERE ID = ? AND NAME = ?")) {
      select.setInt(1, 1);
      select.setString(2, "it's ? \\ \n ü");
      try (ResultSet rows = select.executeQuery()) {
        rows.next();
        findings.note("read", rows.getString("MONEY") + " " + rows.getDouble("RATE") + " " + rows.getBoolean("YES")
            + " " + rows.getDate("DAY") + " " + rows.getTime("CLOCK") + " " + rows.getString("NTZ")
            + " " + Arrays.toString(rows.getBytes("RAW")));
      }
    }
  }

  private static void batch(Connection connection, Findings findings) throws Exception {
    Account.change(connection, "CREATE OR REPLACE TABLE MANY (ID NUMBER, NAME VARCHAR, AT TIMESTAMP_NTZ)");
    try (PreparedStatement insert = connection.prepareStatement("INSERT INTO MANY VALUES (?, ?, ?)")) {
      for (int row = 0; row < 5000; row++) {
        insert.setInt(1, row);
        insert.setString(2, row % 7 == 0 ? null : "name " + row);
        insert.setTimestamp(3, new Timestamp(1_700_000_000_000L + row));
        insert.addBatch();
      }
      int[] counts = insert.executeBatch();
      findings.note("batch", counts.length + " " + Arrays.stream(counts).sum());
    }
    findings.attempt("stored", () -> Account.one(connection,
        "SELECT COUNT(*) || ' ' || COUNT(NAME) || ' ' || SUM(ID) || ' ' || COUNT(DISTINCT AT) FROM MANY"));
    try (PreparedStatement delete = connection.prepareStatement("DELETE FROM MANY WHERE ID < ?")) {
      delete.setInt(1, 100);
      findings.note("deleted", delete.executeUpdate());
    }
    try (PreparedStatement update = connection.prepareStatement("UPDATE MANY SET NAME = ? WHERE ID BETWEEN ? AND ?")) {
      update.setString(1, "x");
      update.setInt(2, 100);
      update.setInt(3, 149);
      update.addBatch();
      update.setString(1, "y");
      update.setInt(2, 150);
      update.setInt(3, 159);
      update.addBatch();
      findings.note("updated", Arrays.toString(update.executeBatch()));
    }
  }

  private static void described(Connection connection, Findings findings) throws Exception {
    String sql = "SELECT ID, NAME FROM MANY WHERE ID = ? OR NAME = ?";
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      findings.attempt("columns", () -> select.getMetaData().getColumnCount()
          + " " + select.getMetaData().getColumnName(2)
          + " " + select.getMetaData().getColumnTypeName(1));
      findings.attempt("parameters", () -> select.getParameterMetaData().getParameterCount());
    }
    try (PreparedStatement create = connection.prepareStatement("CREATE TABLE DESCRIBED (N NUMBER)")) {
      create.getMetaData();
      findings.attempt("described, not run", () -> Account.one(connection,
          "SELECT COUNT(*) FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_NAME = 'DESCRIBED'"));
    }
    try (PreparedStatement broken = connection.prepareStatement("SELECT * FROM NOWHERE WHERE A = ?")) {
      broken.setInt(1, 1);
      findings.attempt("missing table", () -> broken.executeQuery().next());
    }
  }
}
