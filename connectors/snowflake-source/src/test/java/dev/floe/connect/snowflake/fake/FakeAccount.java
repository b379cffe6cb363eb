package dev.floe.connect.snowflake.fake;

import dev.floe.connect.snowflake.schema.Column;
import dev.floe.connect.snowflake.schema.Kind;
import dev.floe.connect.snowflake.schema.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A table DB.S.T with its stream, stage and claim, as Snowflake would keep them. */
public final class FakeAccount {
  public final FakeTable table = new FakeTable(number("ID", 9), text("NAME"));
  public long now = 1_000_000;
  public boolean streamExists = true;
  public boolean stageExists = true;
  public boolean stale;
  public String streamTable = "DB.S.T";
  public final Map<String, Object> claim = new LinkedHashMap<>();
  public final List<Map<String, Object>> stage = new ArrayList<>();
  public final List<Column> stageColumns = new ArrayList<>();
  public final List<String> statements = new ArrayList<>();
  /** Rows of a batch after this one are only read when the latch is down. */
  public long slowAfter = Long.MAX_VALUE;
  public final CountDownLatch slow = new CountDownLatch(1);
  /** What somebody else does right after rows were staged, once. */
  public Runnable alterAfter;
  Map<String, Map<String, Object>> streamFrom = Map.of();
  boolean initial;

  public static Column number(String name, int digits) {
    return new Column(name, Kind.NUMBER, "NUMBER", digits, 0);
  }

  public static Column text(String name) {
    return new Column(name, Kind.TEXT, "VARCHAR", 0, 0);
  }

  public void insert(long id, String name) {
    table.insert(++now, id, name);
  }

  public void rename(long id, String name) {
    table.update(++now, id, "NAME", name);
  }

  public void delete(long id) {
    table.delete(++now, id);
  }

  /** The stream begins with what is there, or with what comes. */
  void newStream(boolean whole) {
    streamExists = true;
    stale = false;
    initial = whole;
    streamFrom = whole ? Map.of() : table.copy();
  }

  List<FakeTable.Difference> stream() {
    Map<String, Map<String, Object>> before = new LinkedHashMap<>();
    streamFrom.forEach((id, row) -> {
      var kept = new LinkedHashMap<>(row);
      // A dropped column is no change of its rows.
      kept.keySet().retainAll(table.shape().names());
      before.put(id, kept);
    });
    return FakeTable.differences(before, table.copy());
  }

  void consumeStream() {
    streamFrom = table.copy();
    initial = false;
  }

  Shape stageShape() {
    return new Shape(stageColumns);
  }

  /** Undoes everything since it was made. */
  Runnable memory() {
    var claimed = new LinkedHashMap<>(claim);
    var staged = new ArrayList<>(stage);
    var from = streamFrom;
    boolean whole = initial;
    return () -> {
      claim.clear();
      claim.putAll(claimed);
      stage.clear();
      stage.addAll(staged);
      streamFrom = from;
      initial = whole;
    };
  }
}
