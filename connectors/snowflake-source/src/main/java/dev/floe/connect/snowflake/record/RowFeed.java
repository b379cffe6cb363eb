package dev.floe.connect.snowflake.record;

import dev.floe.connect.snowflake.jdbc.Rows;
import dev.floe.connect.snowflake.schema.Column;
import dev.floe.connect.snowflake.schema.Shape;
import dev.floe.connect.snowflake.schema.Types;
import java.sql.SQLException;
import java.util.List;

/** Reads numbered rows: number, letter, row id, time of staging, then the table's columns. */
public final class RowFeed implements Changes.Feed {
  public static final String NUMBER = "FLOE$ROW";
  public static final String LETTER = "FLOE$OP";
  public static final String ROW_ID = "FLOE$ROW_ID";
  public static final String STAGED_AT = "FLOE$STAGED_AT";
  private static final int FIRST = 4;

  private final Rows rows;
  private final long batch;
  private final Types.Reader[] readers;

  public RowFeed(Rows rows, long batch, Shape shape, Types types) {
    this.rows = rows;
    this.batch = batch;
    this.readers = shape.columns().stream().map(types::reader).toArray(Types.Reader[]::new);
  }

  /** The query this reads: the rows of a relation with those four columns that come after a number, in order. */
  public static String query(Shape shape, String relation, String condition, long after) {
    return "SELECT " + String.join(", ", List.of(NUMBER, LETTER, ROW_ID, STAGED_AT)) + ", "
        + String.join(", ", shape.columns().stream().map(Column::read).toList()) + " FROM " + relation + " WHERE "
        + condition + NUMBER + " > " + after + " ORDER BY " + NUMBER;
  }

  @Override
  public Row next() throws SQLException {
    if (!rows.next()) return null;
    var values = new Object[readers.length];
    for (int index = 0; index < values.length; index++) values[index] = readers[index].read(rows, FIRST + index);
    return new Row(Row.Action.of(rows.text(1)), batch, rows.integer(0), rows.text(2), rows.integer(3), values);
  }

  @Override
  public void close() throws SQLException {
    rows.close();
  }
}
