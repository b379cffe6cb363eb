package dev.floe.connect.snowflake.jdbc;

import java.math.BigDecimal;
import java.sql.SQLException;

/** The rows of a query, read once and in order. Columns count from 0; null stands for SQL's NULL. */
public interface Rows extends AutoCloseable {
  boolean next() throws SQLException;

  Long integer(int column) throws SQLException;

  BigDecimal decimal(int column) throws SQLException;

  Double real(int column) throws SQLException;

  Boolean truth(int column) throws SQLException;

  String text(int column) throws SQLException;

  byte[] bytes(int column) throws SQLException;

  /** The place of a column by its label. */
  int place(String label) throws SQLException;

  @Override
  void close() throws SQLException;
}
