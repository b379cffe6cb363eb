package dev.floe.connect.snowflake.fake;

import dev.floe.connect.snowflake.jdbc.Rows;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the fake knows of the CHANGES clause and of queries by a watermark, which it takes to be ID or a column AT. */
final class WindowStatements {
  private static final Pattern PART = Pattern.compile("FLOE\\$ROW > (\\d+) AND FLOE\\$ROW <= (\\d+)");
  private static final Pattern MOMENTS = Pattern.compile("TO_TIMESTAMP_LTZ\\((\\d+), 3\\)");
  private static final Pattern LOW = Pattern.compile("> (?:TO_TIMESTAMP_NTZ\\()?(\\d+)");
  private static final Pattern HIGH = Pattern.compile("<= (?:TO_TIMESTAMP_NTZ\\()?(\\d+)");

  private final FakeAccount account;

  WindowStatements(FakeAccount account) {
    this.account = account;
  }

  Rows query(String sql) {
    if (sql.contains("CURRENT_TIMESTAMP") && !sql.contains("FROM")) return one(account.now);
    if (sql.contains("MAX(")) return one(greatest(sql));
    List<List<Object>> rows = sql.contains("CHANGES(") ? changes(sql) : read(sql);
    Matcher part = PART.matcher(sql);
    if (!part.find()) throw new IllegalArgumentException("The fake does not know: " + sql);
    long above = Long.parseLong(part.group(1));
    long upTo = Long.parseLong(part.group(2));
    return new FakeRows(List.of(),
        rows.stream().filter(row -> (Long) row.get(0) > above && (Long) row.get(0) <= upTo).toList());
  }

  private List<List<Object>> changes(String sql) {
    List<Long> moments = MOMENTS.matcher(sql).results().map(match -> Long.parseLong(match.group(1))).toList();
    List<FakeTable.Difference> rows = new ArrayList<>(
        FakeTable.differences(account.table.at(moments.get(0)), account.table.at(moments.get(1))));
    rows.sort(Comparator.<FakeTable.Difference, String>comparing(row -> row.values().get("ID").toString())
        .thenComparing(FakeTable.Difference::action));
    List<List<Object>> answer = new ArrayList<>();
    for (FakeTable.Difference row : rows)
      answer.add(cells(answer.size() + 1L, row.letter(), row.id(), row.values()));
    return answer;
  }

  private List<List<Object>> read(String sql) {
    String inner = sql.substring(sql.indexOf("SELECT ROW_NUMBER()"), sql.lastIndexOf(") WHERE FLOE$ROW"));
    String watermark = inner.contains("\"AT\"") ? "AT" : "ID";
    long unit = watermark.equals("AT") ? 1000 : 1;
    List<List<Object>> answer = new ArrayList<>();
    account.table.values().stream()
        .filter(row -> bound(LOW, inner, Long.MIN_VALUE) < value(row, watermark) * unit
            && value(row, watermark) * unit <= bound(HIGH, inner, Long.MAX_VALUE))
        .sorted(Comparator.<Map<String, Object>, Long>comparing(row -> value(row, watermark))
            .thenComparing(row -> value(row, "ID")))
        .forEach(row -> answer.add(cells(answer.size() + 1L, "R", null, row)));
    return answer;
  }

  private Object greatest(String sql) {
    Matcher low = LOW.matcher(sql);
    long above = low.find() ? Long.parseLong(low.group(1)) : Long.MIN_VALUE;
    return account.table.values().stream().map(row -> value(row, "ID")).filter(id -> id > above)
        .max(Comparator.naturalOrder()).map(String::valueOf).orElse(null);
  }

  private static long bound(Pattern pattern, String sql, long fallback) {
    Matcher matcher = pattern.matcher(sql);
    return matcher.find() ? Long.parseLong(matcher.group(1)) : fallback;
  }

  private static long value(Map<String, Object> row, String column) {
    return ((Number) row.get(column)).longValue();
  }

  private List<Object> cells(long number, String letter, String id, Map<String, Object> values) {
    List<Object> cells = new ArrayList<>();
    cells.add(number);
    cells.add(letter);
    cells.add(id);
    cells.add(0L);
    account.table.shape().names().forEach(name -> cells.add(values.get(name)));
    return cells;
  }

  private static Rows one(Object value) {
    List<Object> row = new ArrayList<>();
    row.add(value);
    return new FakeRows(List.of(), List.of(row));
  }
}
