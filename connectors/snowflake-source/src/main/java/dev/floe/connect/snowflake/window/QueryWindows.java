package dev.floe.connect.snowflake.window;

import dev.floe.connect.snowflake.config.SourceConfig;
import dev.floe.connect.snowflake.config.SourceKeys;
import dev.floe.connect.snowflake.jdbc.Snowflake;
import dev.floe.connect.snowflake.record.RowFeed;
import dev.floe.connect.snowflake.schema.Column;
import dev.floe.connect.snowflake.schema.Kind;
import dev.floe.connect.snowflake.schema.Shape;
import dev.floe.connect.snowflake.sql.Name;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.connect.errors.ConnectException;

/** The rows of a query between two values of a column that grows. */
final class QueryWindows implements Windows {
  private static final long NANOS = 1_000_000;

  private final SourceConfig config;
  private final String column;
  private Watermark watermark;

  QueryWindows(SourceConfig config) {
    this.config = config;
    column = Name.part(config.watermark());
  }

  @Override
  public Shape shape(Snowflake session) throws SQLException {
    Shape shape = session.describe(config.query());
    watermark = new Watermark(shape.find(column).orElseThrow(() -> new ConnectException("query.watermark.column names "
        + column + ", which the query does not answer; its columns are " + String.join(", ", shape.names()) + ".")));
    return shape;
  }

  @Override
  public String start(Snowflake session) throws SQLException {
    shape(session);
    String given = config.getString(SourceKeys.WATERMARK_START);
    return given.isBlank() ? null : session.single("SELECT " + watermark.text(watermark.given(given)));
  }

  @Override
  public String end(Snowflake session, String low) throws SQLException {
    String end = watermark.timestamp() || watermark.date() ? moment(session) : greatest(session, low);
    if (end == null || low == null) return end;
    boolean later = watermark.timestamp() ? Long.parseLong(end) > Long.parseLong(low)
        : !watermark.date() || end.compareTo(low) > 0;
    return later ? end : null;
  }

  /** Rows up to so long ago have been committed; of days, only those that are over by then. */
  private String moment(Snowflake session) throws SQLException {
    long now = Long.parseLong(session.single("SELECT DATE_PART(EPOCH_MILLISECOND, CURRENT_TIMESTAMP())"));
    long end = now - config.delay();
    return watermark.timestamp() ? String.valueOf(end * NANOS)
        : Instant.ofEpochMilli(end).atOffset(ZoneOffset.UTC).toLocalDate().minusDays(1).toString();
  }

  private String greatest(Snowflake session, String low) throws SQLException {
    return session.single("SELECT " + watermark.text("MAX(" + Name.quoted(column) + ")") + " FROM (" + config.query()
        + ")" + (low == null ? "" : " WHERE " + Name.quoted(column) + " > " + watermark.value(low)));
  }

  @Override
  public String rows(Shape shape, Window window) {
    String from = window.low() == null ? "" : Name.quoted(column) + " > " + watermark.value(window.low()) + " AND ";
    return "(SELECT ROW_NUMBER() OVER (ORDER BY " + order(shape) + ") AS " + RowFeed.NUMBER + ", 'R' AS "
        + RowFeed.LETTER + ", NULL AS " + RowFeed.ROW_ID + ", 0 AS " + RowFeed.STAGED_AT + ", " + shape.list()
        + " FROM (" + config.query() + ") WHERE " + from + Name.quoted(column) + " <= "
        + watermark.value(window.high()) + ")";
  }

  /** The watermark, the key, then everything else, so that equal watermarks come in the same order each time. */
  private String order(Shape shape) {
    Set<String> names = new LinkedHashSet<>(List.of(column));
    names.addAll(config.keyColumns());
    names.addAll(shape.names());
    List<String> order = new ArrayList<>();
    for (String name : names) {
      Column each = shape.find(name).orElseThrow();
      order.add(each.kind() == Kind.JSON || each.kind() == Kind.GEOGRAPHY ? each.read() : each.sql());
    }
    return String.join(", ", order);
  }

  @Override
  public String what() {
    return "the query by " + column;
  }
}
