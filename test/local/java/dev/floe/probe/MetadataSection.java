package dev.floe.probe;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;

/** What tools ask before they read anything: products, catalogs, schemas, tables, columns, keys. */
final class MetadataSection implements Probe.Section {
  @Override
  public void run(Account account, Findings findings) throws Exception {
    try (Connection connection = account.connect()) {
      Account.change(connection, "CREATE OR REPLACE SCHEMA META");
      Account.change(connection, "CREATE OR REPLACE TABLE META.PARENT (A NUMBER(9,0) NOT NULL, B VARCHAR(20) NOT NULL, "
          + "C TIMESTAMP_NTZ(3) DEFAULT CURRENT_TIMESTAMP()::TIMESTAMP_NTZ COMMENT 'when', PRIMARY KEY (B, A))");
      Account.change(connection, "CREATE OR REPLACE TABLE META.CHILD (ID NUMBER UNIQUE, A NUMBER(9,0), B VARCHAR(20), "
          + "FOREIGN KEY (B, A) REFERENCES META.PARENT (B, A))");
      Account.change(connection, "CREATE OR REPLACE VIEW META.SEEN AS SELECT A FROM META.PARENT");
      Account.change(connection, "CREATE OR REPLACE PROCEDURE META.TWICE(X NUMBER) RETURNS NUMBER LANGUAGE SQL AS 'BEGIN RETURN X * 2; END'");
      DatabaseMetaData metadata = connection.getMetaData();
      findings.attempt("product", () -> metadata.getDatabaseProductName() + " "
          + metadata.getDatabaseMajorVersion() + " " + metadata.getDriverVersion());
      findings.attempt("user", metadata::getUserName);
      findings.attempt("catalogs", () -> list(metadata.getCatalogs(), "TABLE_CAT"));
      findings.attempt("schemas", () -> list(metadata.getSchemas("PROBE", "%"), "TABLE_CATALOG", "TABLE_SCHEM"));
      findings.attempt("tables", () -> list(metadata.getTables("PROBE", "META", "%", null), "TABLE_NAME", "TABLE_TYPE"));
      findings.attempt("only tables", () -> list(
          metadata.getTables("PROBE", "META", "%A%", new String[] {"TABLE"}), "TABLE_NAME"));
      findings.attempt("exact table", () -> list(
          metadata.getTables("PROBE", "META", "PARENT", new String[] {"TABLE"}), "TABLE_NAME"));
      findings.attempt("columns", () -> list(metadata.getColumns("PROBE", "META", "PARENT", "%"),
          "COLUMN_NAME", "DATA_TYPE", "TYPE_NAME", "COLUMN_SIZE", "DECIMAL_DIGITS", "IS_NULLABLE", "ORDINAL_POSITION", "REMARKS"));
      findings.attempt("one column", () -> list(metadata.getColumns("PROBE", "META", "CHILD", "I%"), "COLUMN_NAME"));
      findings.attempt("primary keys", () -> list(metadata.getPrimaryKeys("PROBE", "META", "PARENT"), "COLUMN_NAME", "KEY_SEQ"));
      findings.attempt("imported keys", () -> list(
          metadata.getImportedKeys("PROBE", "META", "CHILD"), "PKTABLE_NAME", "PKCOLUMN_NAME", "FKCOLUMN_NAME", "KEY_SEQ"));
      findings.attempt("exported keys", () -> list(
          metadata.getExportedKeys("PROBE", "META", "PARENT"), "FKTABLE_NAME", "FKCOLUMN_NAME", "KEY_SEQ"));
      findings.attempt("procedures", () -> list(metadata.getProcedures("PROBE", "META", "TWICE"), "PROCEDURE_NAME"));
      findings.attempt("functions", () -> list(metadata.getFunctions("PROBE", "META", "%"), "FUNCTION_NAME"));
      findings.attempt("types", () -> list(metadata.getTypeInfo(), "TYPE_NAME").length() > 0);
      findings.attempt("table types", () -> list(metadata.getTableTypes(), "TABLE_TYPE"));
      findings.attempt("streams", () -> streams(connection, metadata));
      findings.attempt("privileges", () -> list(metadata.getTablePrivileges("PROBE", "META", "PARENT"), "GRANTEE", "PRIVILEGE"));
    }
  }

  private static String streams(Connection connection, DatabaseMetaData metadata) throws Exception {
    Account.change(connection, "CREATE OR REPLACE STREAM META.CHANGES ON TABLE META.PARENT");
    try (ResultSet rows = connection.createStatement().executeQuery("SHOW STREAMS IN SCHEMA META")) {
      return rows.next() ? rows.getString("name") + " " + rows.getString("table_name") + " " + rows.getString("mode") : "none";
    }
  }

  private static String list(ResultSet rows, String... columns) throws Exception {
    List<String> found = new ArrayList<>();
    try (rows) {
      while (rows.next()) {
        List<String> row = new ArrayList<>();
        for (String column : columns) row.add(rows.getString(column));
        found.add(String.join(" ", row));
      }
    }
    return String.join(", ", found);
  }
}
