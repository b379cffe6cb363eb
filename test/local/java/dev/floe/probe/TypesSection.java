package dev.floe.probe;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.Statement;

/** Every type as the driver reads it: its Java class, its JDBC type and its text. */
final class TypesSection implements Probe.Section {
  private static final String TABLE =
      "CREATE OR REPLACE TABLE TYPES (ID NUMBER(9,0) NOT NULL, BIG NUMBER(38,0), MONEY NUMBER(12,2), RATE FLOAT, "
          + "NAME VARCHAR(40), YES BOOLEAN, DAY DATE, CLOCK TIME(6), NTZ TIMESTAMP_NTZ(9), LTZ TIMESTAMP_LTZ(6), "
          + "TZ TIMESTAMP_TZ(3), RAW BINARY, ANY_VALUE VARIANT, LIST ARRAY, MAP OBJECT)";
  private static final String ROW =
      "INSERT INTO TYPES SELECT 7, 12345678901234567890123456789012345678, 1234.50, 2.5e-3, 'Zürich \"q\"', TRUE, "
          + "'1969-12-30'::DATE, '23:59:58.123456'::TIME, '1965-02-03 04:05:06.123456789'::TIMESTAMP_NTZ, "
          + "'2024-03-10 09:30:00.5 +0000'::TIMESTAMP_LTZ, '2024-07-01 12:00:00.250 +0530'::TIMESTAMP_TZ, "
          + "TO_BINARY('DEADBEEF', 'HEX'), PARSE_JSON('{\"a\":[1,null]}'), ARRAY_CONSTRUCT(1,'x'), "
          + "OBJECT_CONSTRUCT('k', 1)";

  @Override
  public void run(Account account, Findings findings) throws Exception {
    try (Connection connection = account.connect("TIMEZONE", "UTC");
        Statement statement = connection.createStatement()) {
      statement.execute(TABLE);
      findings.note("inserted", statement.executeUpdate(ROW));
      statement.executeUpdate("INSERT INTO TYPES (ID) VALUES (8)");
      try (ResultSet rows = statement.executeQuery("SELECT * FROM TYPES ORDER BY ID")) {
        ResultSetMetaData metadata = rows.getMetaData();
        rows.next();
        for (int at = 1; at <= metadata.getColumnCount(); at++) {
          String name = metadata.getColumnName(at);
          findings.note(name + " column", describe(metadata, at));
          int column = at;
          findings.attempt(name, () -> value(rows, column));
        }
        findings.attempt("RAW bytes", () -> rows.getBytes("RAW").length);
        findings.attempt("DAY date", () -> rows.getDate("DAY"));
        findings.attempt("NTZ nanos", () -> rows.getTimestamp("NTZ").getNanos());
        findings.attempt("TZ millis", () -> rows.getTimestamp("TZ").getTime());
        findings.attempt("LTZ millis", () -> rows.getTimestamp("LTZ").getTime());
        findings.attempt("CLOCK string", () -> rows.getString("CLOCK"));
        findings.attempt("BIG decimal", () -> rows.getBigDecimal("BIG"));
        findings.attempt("MONEY double", () -> rows.getDouble("MONEY"));
        rows.next();
        findings.note("nulls", nulls(rows, metadata.getColumnCount()));
        findings.note("last", !rows.next());
      }
    }
  }

  private static String describe(ResultSetMetaData metadata, int at) throws Exception {
    return metadata.getColumnTypeName(at)
        + " " + metadata.getColumnType(at)
        + " " + metadata.getColumnClassName(at)
        + " " + metadata.getPrecision(at)
        + " " + metadata.getScale(at)
        + " " + metadata.isNullable(at);
  }

  private static String value(ResultSet rows, int column) throws Exception {
    Object value = rows.getObject(column);
    return value.getClass().getSimpleName() + " " + rows.getString(column);
  }

  private static int nulls(ResultSet rows, int columns) throws Exception {
    int count = 0;
    for (int at = 1; at <= columns; at++) {
      rows.getObject(at);
      if (rows.wasNull()) count++;
    }
    return count;
  }
}
