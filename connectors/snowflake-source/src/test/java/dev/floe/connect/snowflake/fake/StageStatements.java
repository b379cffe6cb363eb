package dev.floe.connect.snowflake.fake;

import dev.floe.connect.snowflake.jdbc.Rows;
import dev.floe.connect.snowflake.schema.Column;
import dev.floe.connect.snowflake.schema.Kind;
import dev.floe.connect.snowflake.schema.Shape;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the fake knows of streams, stages and claims. */
final class StageStatements {
  static final String STAGE = "\"DB\".\"S\".\"FLOE_T_STAGE\"";
  static final String STREAM = "\"DB\".\"S\".\"FLOE_T_STREAM\"";
  private static final Pattern NAME = Pattern.compile("\"([^\"]+)\"");
  private static final Pattern FILL = Pattern.compile("INSERT INTO .*? \\((.*?)\\) SELECT (\\d+), ROW_NUMBER\\(\\) OVER "
      + "\\(ORDER BY (.*?)METADATA\\$ACTION, METADATA\\$ROW_ID\\), (.*?), METADATA\\$ROW_ID, .*?CURRENT_TIMESTAMP\\(\\)\\), "
      + "(.*) FROM .*");
  private static final Pattern NUMBER = Pattern.compile("(FLOE\\$BATCH|FLOE\\$ROW) (=|>|<=) (\\d+)");

  private final FakeAccount account;

  StageStatements(FakeAccount account) {
    this.account = account;
  }

  Shape describe(String query) throws SQLException {
    if (query.endsWith(STREAM)) {
      if (!account.streamExists) throw missing("FLOE_T_STREAM");
      return account.table.shape();
    }
    if (!query.contains("FLOE_T_STAGE")) return null;
    if (!account.stageExists) throw missing("FLOE_T_STAGE");
    return account.stageShape();
  }

  Rows query(String sql) {
    if (sql.equals("SHOW TRANSACTIONS")) return new FakeRows(List.of("id", "name"), List.of());
    if (sql.startsWith("SHOW STREAMS")) {
      List<Object> row = List.of("FLOE_T_STREAM", account.streamTable, "Table", "DEFAULT", account.stale);
      return new FakeRows(List.of("name", "table_name", "source_type", "mode", "stale"),
          account.streamExists ? List.of(row) : List.of());
    }
    if (sql.contains("STREAM_HAS_DATA")) return one(!account.stream().isEmpty());
    if (sql.startsWith("SELECT STAGE_ID"))
      return new FakeRows(List.of(),
          account.claim.isEmpty() ? List.of() : List.of(new ArrayList<>(account.claim.values())));
    if (sql.startsWith("SELECT MIN(")) return one(following(sql));
    return sql.contains("FROM " + STAGE) ? rows(sql) : null;
  }

  private Object following(String sql) {
    List<Long> numbers = NUMBER.matcher(sql).results().map(match -> Long.parseLong(match.group(3))).toList();
    return account.stage.stream()
        .filter(row -> batch(row) > numbers.get(0) || batch(row) == numbers.get(1) && number(row) > numbers.get(2))
        .map(StageStatements::batch).min(Comparator.naturalOrder()).orElse(null);
  }

  private Rows rows(String sql) {
    List<Long> numbers = NUMBER.matcher(sql).results().map(match -> Long.parseLong(match.group(3))).toList();
    List<String> names = names(sql.substring(0, sql.indexOf(" FROM " + STAGE)));
    return new FakeRows(List.of(), account.stage.stream()
        .filter(row -> batch(row) == numbers.get(0) && number(row) > numbers.get(1) && number(row) <= numbers.get(2))
        .sorted(Comparator.comparing(StageStatements::number))
        .map(row -> {
          List<Object> cells = new ArrayList<>(
              List.of(number(row), row.get("FLOE$OP"), row.get("FLOE$ROW_ID"), row.get("FLOE$STAGED_AT")));
          names.forEach(name -> cells.add(row.get(name)));
          return cells;
        }).toList());
  }

  long update(String sql) throws SQLException {
    if (sql.startsWith("CREATE OR REPLACE STREAM")) account.newStream(true);
    else if (sql.startsWith("CREATE STREAM")) account.newStream(false);
    else if (sql.startsWith("CREATE")) account.stageExists = true;
    else if (sql.startsWith("ALTER TABLE")) alter(sql);
    else if (sql.startsWith("DELETE")) return delete(sql);
    else if (sql.startsWith("UPDATE")) return claim(sql);
    else if (sql.contains("(STAGE_ID,")) return first(sql);
    else if (sql.startsWith("INSERT INTO " + STAGE)) return fill(sql);
    else throw new SQLException("The fake does not know: " + sql);
    return 0;
  }

  private long fill(String sql) {
    Matcher statement = FILL.matcher(sql);
    if (!statement.matches()) throw new IllegalArgumentException(sql);
    List<String> targets = names(statement.group(1));
    String[] values = statement.group(5).split(", (?![^(]*\\))");
    List<String> keys = names(statement.group(3));
    boolean first = statement.group(4).contains("'R'");
    Comparator<FakeTable.Difference> order = Comparator.comparing(row -> 0);
    for (String key : keys) order = order.thenComparing(row -> row.values().get(key).toString());
    order = order.thenComparing(FakeTable.Difference::action).thenComparing(FakeTable.Difference::id);
    long number = 0;
    for (FakeTable.Difference row : account.stream().stream().sorted(order).toList()) {
      Map<String, Object> staged = new LinkedHashMap<>();
      staged.put("FLOE$BATCH", Long.parseLong(statement.group(2)));
      staged.put("FLOE$ROW", ++number);
      staged.put("FLOE$OP", first ? row.action().equals("DELETE") ? "D" : "R" : row.letter());
      staged.put("FLOE$ROW_ID", row.id());
      staged.put("FLOE$STAGED_AT", account.now);
      for (int index = 0; index < targets.size(); index++) {
        Object value = row.values().get(names(values[index]).get(0));
        staged.put(targets.get(index), values[index].endsWith("AS VARCHAR)") ? String.valueOf(value) : value);
      }
      account.stage.add(staged);
    }
    account.consumeStream();
    if (account.alterAfter != null) account.alterAfter.run();
    account.alterAfter = null;
    return number;
  }

  private void alter(String sql) {
    String name = names(sql.substring(sql.indexOf("COLUMN"))).get(0);
    if (sql.contains("DROP COLUMN")) {
      account.stageColumns.removeIf(column -> column.name().equals(name));
      return;
    }
    Matcher digits = Pattern.compile("NUMBER\\((\\d+),(\\d+)\\)").matcher(sql);
    Column column = digits.find()
        ? new Column(name, Kind.NUMBER, "NUMBER", Integer.parseInt(digits.group(1)), Integer.parseInt(digits.group(2)))
        : FakeAccount.text(name);
    if (sql.contains("ALTER COLUMN")) account.stageColumns.replaceAll(old -> old.name().equals(name) ? column : old);
    else if (account.stageShape().find(name).isEmpty()) account.stageColumns.add(column);
  }

  private long delete(String sql) {
    long upTo = Long.parseLong(sql.replaceAll(".*<= ", ""));
    int before = account.stage.size();
    account.stage.removeIf(row -> batch(row) <= upTo);
    return before - account.stage.size();
  }

  private long claim(String sql) {
    if (account.claim.isEmpty()) return 0;
    Object owner = account.claim.get("OWNER");
    List<String> texts = Pattern.compile("'([^']*)'").matcher(sql).results().map(match -> match.group(1)).toList();
    if (sql.contains("EPOCH + 1")) {
      if (owner != null && !owner.equals(texts.get(0))) return 0;
      account.claim.put("OWNER", texts.get(0));
      account.claim.merge("EPOCH", 1L, (old, one) -> (Long) old + (Long) one);
      return 1;
    }
    List<Long> numbers = Pattern.compile("(?:BATCH|EPOCH) = (\\d+)").matcher(sql).results()
        .map(match -> Long.parseLong(match.group(1))).toList();
    boolean mine = texts.get(1).equals(owner) && numbers.get(1).equals(account.claim.get("EPOCH"))
        && numbers.get(2).equals(account.claim.get("BATCH")) && texts.get(2).equals(account.claim.get("SNAPSHOT"));
    if (!mine) return 0;
    account.claim.put("BATCH", numbers.get(0));
    account.claim.put("SNAPSHOT", texts.get(0));
    return 1;
  }

  private long first(String sql) {
    List<String> texts = Pattern.compile("'([^']*)'").matcher(sql).results().map(match -> match.group(1)).toList();
    account.claim.put("STAGE_ID", texts.get(0));
    account.claim.put("OWNER", texts.get(1));
    account.claim.put("EPOCH", 1L);
    account.claim.put("BATCH", 0L);
    account.claim.put("SNAPSHOT", texts.get(2));
    return 1;
  }

  static List<String> names(String sql) {
    return NAME.matcher(sql).results().map((MatchResult match) -> match.group(1)).toList();
  }

  private static Rows one(Object value) {
    List<Object> row = new ArrayList<>();
    row.add(value);
    return new FakeRows(List.of(), List.of(row));
  }

  private static SQLException missing(String name) {
    return new SQLException("Object '" + name + "' does not exist or not authorized.", "42S02", 2003);
  }

  private static long batch(Map<String, Object> row) {
    return (Long) row.get("FLOE$BATCH");
  }

  private static long number(Map<String, Object> row) {
    return (Long) row.get("FLOE$ROW");
  }
}
