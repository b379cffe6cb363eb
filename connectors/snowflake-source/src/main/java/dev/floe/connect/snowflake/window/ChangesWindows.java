package dev.floe.connect.snowflake.window;

import dev.floe.connect.snowflake.config.SourceConfig;
import dev.floe.connect.snowflake.config.SourceKeys;
import dev.floe.connect.snowflake.jdbc.Snowflake;
import dev.floe.connect.snowflake.record.Row;
import dev.floe.connect.snowflake.record.RowFeed;
import dev.floe.connect.snowflake.schema.Shape;
import dev.floe.connect.snowflake.sql.Name;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.stream.Collectors;

/** The CHANGES clause between two moments, in milliseconds since 1970. */
final class ChangesWindows implements Windows {
  private final SourceConfig config;

  ChangesWindows(SourceConfig config) {
    this.config = config;
  }

  @Override
  public String start(Snowflake session) {
    return String.valueOf(
        OffsetDateTime.parse(config.getString(SourceKeys.CHANGES_START)).toInstant().toEpochMilli());
  }

  @Override
  public Shape shape(Snowflake session) throws SQLException {
    return session.describe("SELECT * FROM " + config.table().sql());
  }

  @Override
  public String end(Snowflake session, String low) throws SQLException {
    long now = Long.parseLong(session.single("SELECT DATE_PART(EPOCH_MILLISECOND, CURRENT_TIMESTAMP())"));
    long end = now - config.delay();
    return end <= Long.parseLong(low) ? null : String.valueOf(end);
  }

  @Override
  public String rows(Shape shape, Window window) {
    String kind = config.getBoolean(SourceKeys.CHANGES_APPEND_ONLY) ? "APPEND_ONLY" : "DEFAULT";
    String keys = config.keyColumns().stream().map(key -> Name.quoted(key) + ", ").collect(Collectors.joining());
    return "(SELECT ROW_NUMBER() OVER (ORDER BY " + keys + "METADATA$ACTION, METADATA$ROW_ID) AS " + RowFeed.NUMBER + ", "
        + Row.Action.SQL + " AS " + RowFeed.LETTER + ", METADATA$ROW_ID AS " + RowFeed.ROW_ID + ", " + window.high()
        + " AS " + RowFeed.STAGED_AT + ", " + shape.list() + " FROM " + config.table().sql() + " CHANGES(INFORMATION => "
        + kind + ") AT(TIMESTAMP => " + moment(window.low()) + ") END(TIMESTAMP => " + moment(window.high()) + "))";
  }

  private static String moment(String millis) {
    return "TO_TIMESTAMP_LTZ(" + millis + ", 3)";
  }

  @Override
  public String what() {
    return "the changes of " + config.table();
  }
}
