package dev.floe.connect.snowflake.schema;

import java.util.ArrayList;
import java.util.List;

/** What lies between the shape rows are staged in and the shape the table has now. */
public record Evolution(List<Column> added, List<Column> widened, List<Column> dropped, List<Column> retyped) {
  private static final int WIDEST_INTEGER = 18;

  /** Compares two shapes by the columns' names. */
  public static Evolution between(Shape staged, Shape now) {
    var evolution = new Evolution(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (Column column : now.columns())
      staged.find(column.name()).ifPresentOrElse(
          old -> evolution.compare(old, column), () -> evolution.added.add(column));
    for (Column column : staged.columns()) if (now.find(column.name()).isEmpty()) evolution.dropped.add(column);
    return evolution;
  }

  private void compare(Column old, Column now) {
    if (old.kind() != now.kind()) retyped.add(now);
    else if (old.kind() == Kind.NUMBER && !(old.precision() == now.precision() && old.scale() == now.scale()))
      number(old, now);
    else if (old.kind() == Kind.JSON && !old.ddl().equals(now.ddl())) retyped.add(now);
  }

  /** Digits may grow while the record's type stays or an integer widens; a narrower column still fits the old one. */
  private void number(Column old, Column now) {
    boolean integers = old.scale() == 0 && now.scale() == 0;
    boolean sameForm = old.precision() > WIDEST_INTEGER == now.precision() > WIDEST_INTEGER;
    if (integers ? sameForm || now.precision() < old.precision() : old.scale() == now.scale()) {
      if (now.precision() > old.precision()) widened.add(now);
    } else retyped.add(now);
  }

  public boolean none() {
    return added.isEmpty() && widened.isEmpty() && compatible();
  }

  /** Whether every reader of the old schema can go on with the new one. */
  public boolean compatible() {
    return dropped.isEmpty() && retyped.isEmpty();
  }

  /** What is incompatible, in words. */
  public String describe() {
    List<String> words = new ArrayList<>();
    dropped.forEach(column -> words.add("column " + column.name() + " was dropped"));
    retyped.forEach(column -> words.add("column " + column.name() + " became " + column.ddl()));
    return String.join(", ", words);
  }
}
