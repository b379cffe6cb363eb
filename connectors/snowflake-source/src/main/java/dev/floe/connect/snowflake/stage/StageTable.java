package dev.floe.connect.snowflake.stage;

import dev.floe.connect.snowflake.jdbc.Snowflake;
import dev.floe.connect.snowflake.record.Position;
import dev.floe.connect.snowflake.record.Row;
import dev.floe.connect.snowflake.record.RowFeed;
import dev.floe.connect.snowflake.schema.Column;
import dev.floe.connect.snowflake.schema.Shape;
import dev.floe.connect.snowflake.sql.Name;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/** The table rows wait in: five columns of bookkeeping, then the table's own. */
public final class StageTable {
  /** How all columns of bookkeeping begin. */
  public static final String PREFIX = "FLOE$";
  private static final String BATCH = "FLOE$BATCH";
  private static final String BOOKKEEPING =
      String.join(", ", BATCH, RowFeed.NUMBER, RowFeed.LETTER, RowFeed.ROW_ID, RowFeed.STAGED_AT);
  private static final String NOW = "DATE_PART(EPOCH_MILLISECOND, CURRENT_TIMESTAMP())";

  private final Name name;

  public StageTable(Name name) {
    this.name = name;
  }

  /**
   * The statement that makes it, bookkeeping only: the table's columns follow at each start. What is in it can be had from
   * the table again, so it needs no fail-safe.
   */
  public String create() {
    return "CREATE TRANSIENT TABLE IF NOT EXISTS " + name.sql() + " (" + BATCH + " NUMBER(18,0) NOT NULL, "
        + RowFeed.NUMBER + " NUMBER(18,0) NOT NULL, " + RowFeed.LETTER + " VARCHAR NOT NULL, " + RowFeed.ROW_ID
        + " VARCHAR, " + RowFeed.STAGED_AT + " NUMBER(18,0) NOT NULL) DATA_RETENTION_TIME_IN_DAYS = 0";
  }

  /** The table's own columns, as they are staged. */
  public Shape shape(Snowflake session) throws SQLException {
    return session.describe("SELECT * FROM " + name.sql()).without(PREFIX);
  }

  /**
   * Takes all rows of a stream: what moves the stream and what keeps its rows is one statement. A new stream's first rows
   * are those the table had when it was made.
   */
  long fill(Snowflake session, Name stream, long batch, Layout layout, List<String> keys, boolean first)
      throws SQLException {
    String order = keys.stream().map(key -> Name.quoted(key) + ", ").collect(Collectors.joining());
    return session.update("INSERT INTO " + name.sql() + " (" + BOOKKEEPING + ", " + layout.targets() + ") SELECT " + batch
        + ", ROW_NUMBER() OVER (ORDER BY " + order + "METADATA$ACTION, METADATA$ROW_ID), "
        + (first ? Row.Action.FIRST_SQL : Row.Action.SQL) + ", METADATA$ROW_ID, " + NOW + ", " + layout.values()
        + " FROM " + stream.sql());
  }

  /** The first batch with rows after a position; null without any. */
  public Long following(Snowflake session, Position position) throws SQLException {
    String text = session.single("SELECT MIN(" + BATCH + ") FROM " + name.sql() + " WHERE " + BATCH + " > "
        + position.batch() + " OR (" + BATCH + " = " + position.batch() + " AND " + RowFeed.NUMBER + " > "
        + position.row() + ")");
    return text == null ? null : (Long) Long.parseLong(text);
  }

  /** The query for rows of a batch. */
  public String rows(Shape shape, long batch, long after, long upTo) {
    return RowFeed.query(shape, name.sql(), BATCH + " = " + batch + " AND ", after, upTo);
  }

  /** Deletes batches up to this one. */
  public long clean(Snowflake session, long batch) throws SQLException {
    return session.update("DELETE FROM " + name.sql() + " WHERE " + BATCH + " <= " + batch);
  }

  void add(Snowflake session, Column column) throws SQLException {
    session.update("ALTER TABLE " + name.sql() + " ADD COLUMN IF NOT EXISTS " + defined(column));
  }

  void widen(Snowflake session, Column column) throws SQLException {
    session.update(
        "ALTER TABLE " + name.sql() + " ALTER COLUMN " + column.sql() + " SET DATA TYPE " + column.ddl());
  }

  void drop(Snowflake session, Column column) throws SQLException {
    session.update("ALTER TABLE " + name.sql() + " DROP COLUMN IF EXISTS " + column.sql());
  }

  private static String defined(Column column) {
    return column.sql() + " " + column.ddl();
  }

  @Override
  public String toString() {
    return name.toString();
  }
}
