package dev.floe.connect.snowflake.jdbc;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Rows of the driver; closing them closes their statement. */
final class JdbcRows implements Rows {
  private final ResultSet rows;

  JdbcRows(ResultSet rows) {
    this.rows = rows;
  }

  @Override
  public boolean next() throws SQLException {
    return rows.next();
  }

  @Override
  public Long integer(int column) throws SQLException {
    long value = rows.getLong(column + 1);
    return rows.wasNull() ? null : (Long) value;
  }

  @Override
  public BigDecimal decimal(int column) throws SQLException {
    return rows.getBigDecimal(column + 1);
  }

  @Override
  public Double real(int column) throws SQLException {
    double value = rows.getDouble(column + 1);
    return rows.wasNull() ? null : (Double) value;
  }

  @Override
  public Boolean truth(int column) throws SQLException {
    boolean value = rows.getBoolean(column + 1);
    return rows.wasNull() ? null : (Boolean) value;
  }

  @Override
  public String text(int column) throws SQLException {
    return rows.getString(column + 1);
  }

  @Override
  public byte[] bytes(int column) throws SQLException {
    return rows.getBytes(column + 1);
  }

  @Override
  public int place(String label) throws SQLException {
    return rows.findColumn(label) - 1;
  }

  @Override
  public void close() throws SQLException {
    rows.getStatement().close();
  }
}
