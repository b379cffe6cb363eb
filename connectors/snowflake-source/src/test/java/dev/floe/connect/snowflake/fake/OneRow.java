package dev.floe.connect.snowflake.fake;

import dev.floe.connect.snowflake.jdbc.Rows;
import java.util.Arrays;
import java.util.List;

/** Rows with a single row. */
public final class OneRow {
  private OneRow() {}

  public static Rows of(Object... cells) {
    var rows = new FakeRows(List.of(), List.of(Arrays.asList(cells)));
    rows.next();
    return rows;
  }
}
