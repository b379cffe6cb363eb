package dev.floe.connect.snowflake.fake;

import dev.floe.connect.snowflake.schema.Column;
import dev.floe.connect.snowflake.schema.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A table that remembers what it was at each moment. */
public final class FakeTable {
  /** A row of a stream: what the difference between two versions says of it. */
  public record Difference(String action, boolean update, String id, Map<String, Object> values) {
    public String letter() {
      if (!update) return action.substring(0, 1);
      return action.equals("DELETE") ? "B" : "A";
    }
  }

  private final List<Column> columns = new ArrayList<>();
  private final Map<String, Map<String, Object>> rows = new LinkedHashMap<>();
  private final TreeMap<Long, Map<String, Map<String, Object>>> versions = new TreeMap<>();
  private int ids;

  FakeTable(Column... columns) {
    this.columns.addAll(List.of(columns));
    versions.put(0L, Map.of());
  }

  public Shape shape() {
    return new Shape(columns);
  }

  public void add(Column column) {
    columns.add(column);
  }

  public void drop(String name) {
    columns.removeIf(column -> column.name().equals(name));
    rows.values().forEach(row -> row.remove(name));
  }

  /** Gives a column another type; its values are converted by the test. */
  public void retype(Column column) {
    columns.replaceAll(old -> old.name().equals(column.name()) ? column : old);
  }

  /** Adds a row: values in the order of the columns. */
  public void insert(long at, Object... values) {
    Map<String, Object> row = new LinkedHashMap<>();
    for (int index = 0; index < values.length; index++) row.put(columns.get(index).name(), values[index]);
    rows.put("row" + ++ids, row);
    version(at);
  }

  /** Sets a column where ID has this value. */
  public void update(long at, Object id, String column, Object value) {
    rows.values().stream().filter(row -> id.equals(row.get("ID"))).forEach(row -> row.put(column, value));
    version(at);
  }

  public void delete(long at, Object id) {
    rows.values().removeIf(row -> id.equals(row.get("ID")));
    version(at);
  }

  private void version(long at) {
    versions.put(at, copy());
  }

  Map<String, Map<String, Object>> copy() {
    Map<String, Map<String, Object>> copy = new LinkedHashMap<>();
    rows.forEach((id, row) -> copy.put(id, new LinkedHashMap<>(row)));
    return copy;
  }

  Map<String, Map<String, Object>> at(long moment) {
    return versions.floorEntry(moment).getValue();
  }

  public List<Map<String, Object>> values() {
    return List.copyOf(rows.values());
  }

  static List<Difference> differences(Map<String, Map<String, Object>> before, Map<String, Map<String, Object>> after) {
    List<Difference> differences = new ArrayList<>();
    before.forEach((id, row) -> {
      boolean update = after.containsKey(id);
      if (!update || !after.get(id).equals(row)) differences.add(new Difference("DELETE", update, id, row));
    });
    after.forEach((id, row) -> {
      boolean update = before.containsKey(id);
      if (!update || !before.get(id).equals(row)) differences.add(new Difference("INSERT", update, id, row));
    });
    return differences;
  }
}
