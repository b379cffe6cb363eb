package dev.floe.connect.snowflake.stage;

import dev.floe.connect.snowflake.schema.Column;
import dev.floe.connect.snowflake.schema.Evolution;
import dev.floe.connect.snowflake.schema.Shape;
import java.util.stream.Collectors;

/** Which column of the table, as it is now, goes where in the stage. */
record Layout(Shape source, Shape stage) {
  /** The stage's columns the table has too. */
  String targets() {
    return stage.columns().stream().filter(this::filled).map(Column::sql).collect(Collectors.joining(", "));
  }

  /** Their values; one whose type no longer fits is cast to what it was. */
  String values() {
    Evolution evolution = Evolution.between(stage, source);
    return stage.columns().stream().filter(this::filled)
        .map(column -> evolution.retyped().stream().anyMatch(now -> now.name().equals(column.name()))
            ? "CAST(" + column.sql() + " AS " + column.ddl() + ")" : column.sql())
        .collect(Collectors.joining(", "));
  }

  private boolean filled(Column column) {
    return source.find(column.name()).isPresent();
  }
}
