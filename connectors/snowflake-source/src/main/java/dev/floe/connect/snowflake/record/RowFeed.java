package dev.floe.connect.snowflake.record;

import dev.floe.connect.snowflake.jdbc.Rows;
import dev.floe.connect.snowflake.schema.Column;
import dev.floe.connect.snowflake.schema.Shape;
import dev.floe.connect.snowflake.schema.Types;
import java.sql.SQLException;
import java.util.List;

/**
 * Reads numbered rows: number, letter, row id, time of staging, then the table's columns. Asks for them part by part, the
 * next one while rows of the last are still being taken, so that neither side waits for the other.
 */
public final class RowFeed implements Changes.Feed {
  public static final String NUMBER = "FLOE$ROW";
  public static final String LETTER = "FLOE$OP";
  public static final String ROW_ID = "FLOE$ROW_ID";
  public static final String STAGED_AT = "FLOE$STAGED_AT";
  private static final int FIRST = 4;

  /** The rows whose numbers are above one and up to another. */
  public interface Part {
    Rows read(long after, long upTo) throws SQLException;
  }

  private final Part part;
  private final long batch;
  private final int size;
  private final Types.Reader[] readers;
  private long after;
  private Rows rows;
  private Ahead ahead;
  private int taken;

  public RowFeed(Part part, long batch, long after, int size, Shape shape, Types types) throws SQLException {
    this.part = part;
    this.batch = batch;
    this.after = after;
    this.size = size;
    this.readers = shape.columns().stream().map(types::reader).toArray(Types.Reader[]::new);
    rows = part.read(after, after + size);
  }

  /** The query for a part of a relation that has those four columns. */
  public static String query(Shape shape, String relation, String condition, long after, long upTo) {
    return "SELECT " + String.join(", ", List.of(NUMBER, LETTER, ROW_ID, STAGED_AT)) + ", "
        + String.join(", ", shape.columns().stream().map(Column::read).toList()) + " FROM " + relation + " WHERE "
        + condition + NUMBER + " > " + after + " AND " + NUMBER + " <= " + upTo + " ORDER BY " + NUMBER;
  }

  @Override
  public Row next() throws SQLException {
    while (!rows.next()) {
      // Numbers have no gaps, so a part that is not full is the last.
      if (taken < size) return null;
      rows.close();
      after += size;
      taken = 0;
      Ahead waiting = ahead;
      ahead = null;
      rows = waiting == null ? part.read(after, after + size) : waiting.take();
    }
    if (++taken == size / 2) ahead = new Ahead(part, after + size, size);
    var values = new Object[readers.length];
    for (int index = 0; index < values.length; index++) values[index] = readers[index].read(rows, FIRST + index);
    return new Row(Row.Action.of(rows.text(1)), batch, rows.integer(0), rows.text(2), rows.integer(3), values);
  }

  @Override
  public boolean ready(int count) {
    return taken + count <= size || ahead != null && ahead.arrived();
  }

  @Override
  public void close() throws SQLException {
    if (ahead != null) ahead.close();
    rows.close();
  }
}
