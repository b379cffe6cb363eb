package dev.floe.connect.snowflake.fake;

import dev.floe.connect.snowflake.jdbc.Rows;
import java.math.BigDecimal;
import java.util.Iterator;
import java.util.List;

/** Rows in memory, under labels. */
final class FakeRows implements Rows {
  private final List<String> labels;
  private final Iterator<List<Object>> rows;
  private List<Object> row;

  FakeRows(List<String> labels, List<List<Object>> rows) {
    this.labels = labels;
    this.rows = rows.iterator();
  }

  @Override
  public boolean next() {
    if (!rows.hasNext()) return false;
    row = rows.next();
    return true;
  }

  @Override
  public Long integer(int column) {
    return row.get(column) == null ? null : (Long) Long.parseLong(row.get(column).toString());
  }

  @Override
  public BigDecimal decimal(int column) {
    return row.get(column) == null ? null : new BigDecimal(row.get(column).toString());
  }

  @Override
  public Double real(int column) {
    return row.get(column) == null ? null : (Double) ((Number) row.get(column)).doubleValue();
  }

  @Override
  public Boolean truth(int column) {
    return (Boolean) row.get(column);
  }

  @Override
  public String text(int column) {
    return row.get(column) == null ? null : row.get(column).toString();
  }

  @Override
  public byte[] bytes(int column) {
    return (byte[]) row.get(column);
  }

  @Override
  public int place(String label) {
    return labels.indexOf(label);
  }

  @Override
  public void close() {}
}
