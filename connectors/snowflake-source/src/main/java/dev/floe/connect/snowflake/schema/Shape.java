package dev.floe.connect.snowflake.schema;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.connect.errors.ConnectException;

/** The columns of a table, stream or query, in order. */
public record Shape(List<Column> columns) {
  public Shape {
    columns = List.copyOf(columns);
  }

  public Optional<Column> find(String name) {
    return columns.stream().filter(column -> column.name().equals(name)).findFirst();
  }

  public int index(String name) {
    for (int index = 0; index < columns.size(); index++) if (columns.get(index).name().equals(name)) return index;
    return -1;
  }

  /** The shape without the columns whose names begin so: metadata of a stream, bookkeeping of a stage. */
  public Shape without(String prefix) {
    return new Shape(columns.stream().filter(column -> !column.name().startsWith(prefix)).toList());
  }

  public List<String> names() {
    return columns.stream().map(Column::name).toList();
  }

  /** The columns as a select list of plain names. */
  public String list() {
    return columns.stream().map(Column::sql).collect(Collectors.joining(", "));
  }

  /** Refuses key columns the shape does not have. */
  public void require(List<String> keys, String of) {
    List<String> missing = keys.stream().filter(key -> find(key).isEmpty()).toList();
    if (!missing.isEmpty())
      throw new ConnectException("key.columns names " + String.join(", ", missing) + ", which " + of
          + " does not have; its columns are " + String.join(", ", names()) + ".");
  }
}
