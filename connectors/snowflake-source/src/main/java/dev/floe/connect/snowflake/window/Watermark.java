package dev.floe.connect.snowflake.window;

import dev.floe.connect.snowflake.schema.Column;
import dev.floe.connect.snowflake.schema.Kind;
import dev.floe.connect.snowflake.sql.Name;
import org.apache.kafka.connect.errors.ConnectException;

/** The column a query's rows are cut by: how its values are written down, exactly, and read back as SQL. */
record Watermark(Column column) {
  Watermark {
    switch (column.kind()) {
      case NUMBER, TEXT, DATE, TIMESTAMP_NTZ, TIMESTAMP_LTZ, TIMESTAMP_TZ -> { }
      default -> throw new ConnectException("query.watermark.column " + column.name() + " is " + column.ddl()
          + "; it must be a timestamp, a date, a whole or decimal number, or text, which compare exactly.");
    }
  }

  boolean timestamp() {
    return column.kind() == Kind.TIMESTAMP_NTZ || column.kind() == Kind.TIMESTAMP_LTZ
        || column.kind() == Kind.TIMESTAMP_TZ;
  }

  boolean date() {
    return column.kind() == Kind.DATE;
  }

  /** A value as text: a timestamp as nanoseconds since 1970. */
  String text(String value) {
    if (timestamp()) return "TO_VARCHAR(DATE_PART(EPOCH_NANOSECOND, " + value + "))";
    return date() ? "TO_CHAR(" + value + ", 'YYYY-MM-DD')" : "TO_VARCHAR(" + value + ")";
  }

  /** The value of such a text. */
  String value(String text) {
    return switch (column.kind()) {
      case NUMBER -> text;
      case TEXT -> Name.literal(text);
      case DATE -> Name.literal(text) + "::DATE";
      default -> "TO_" + column.kind() + "(" + text + ", 9)";
    };
  }

  /** The value of a text as people write it. */
  String given(String text) {
    return Name.literal(text) + "::" + column.ddl();
  }
}
