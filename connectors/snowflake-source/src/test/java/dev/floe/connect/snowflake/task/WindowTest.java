package dev.floe.connect.snowflake.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.connect.snowflake.fake.FakeAccount;
import dev.floe.connect.snowflake.schema.Column;
import dev.floe.connect.snowflake.schema.Kind;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;

class WindowTest {
  private static final String[] CHANGES = {"mode", "changes", "changes.start.timestamp", "1970-01-01T00:00:00Z",
      "query.delay.ms", "5000", "max.rows.per.poll", "1"};
  private static final String[] QUERY = {"mode", "query", "query", "SELECT * FROM DB.S.T", "query.watermark.column", "ID",
      "max.rows.per.poll", "1"};
  private static final String[] TIMED = {"mode", "query", "query", "SELECT * FROM DB.S.T", "query.watermark.column", "AT",
      "query.delay.ms", "10000", "max.rows.per.poll", "1"};

  private final FakeAccount account = new FakeAccount();

  private static List<String> ids(FakeWorker worker) {
    return worker.seen().stream().map(text -> text.replaceAll("^(\\w) ID=(\\d+) .*", "$1$2")).toList();
  }

  @Test
  void readsChangesUpToASafeMoment() {
    account.insert(1, "a");
    var worker = new FakeWorker(account, "orders", CHANGES).start().drain();
    account.rename(1, "b");
    account.insert(2, "c");
    for (int poll = 0; poll < 10; poll++) worker.poll();
    assertEquals(List.of("c1"), ids(worker));
    worker.drain();
    account.delete(1);
    worker.drain();
    assertEquals(List.of("c1", "u1", "c2", "d1"), ids(worker));
  }

  @Test
  void readsChangesOnceWhereverItIsKilled() {
    for (int kill = 0; kill < 40; kill++) {
      var fresh = new FakeAccount();
      var worker = new FakeWorker(fresh, "orders", CHANGES).start();
      int polls = 0;
      for (int round = 0; round < 3; round++) {
        for (long id = 1; id <= 3; id++) fresh.insert(round * 3 + id, "a");
        for (int idle = 0; idle < 60;) {
          idle = worker.poll().isEmpty() ? idle + 1 : 0;
          if (polls++ == kill) {
            worker.kill();
            worker.start();
          }
        }
      }
      assertEquals(LongStream.rangeClosed(1, 9).mapToObj(id -> "c" + id).toList(), ids(worker), "killed at poll " + kill);
    }
  }

  @Test
  void readsAQueryByANumberOnceWhereverItIsKilled() {
    for (int kill = 0; kill < 30; kill++) {
      var fresh = new FakeAccount();
      for (long id = 1; id <= 4; id++) fresh.insert(id, "a");
      var worker = new FakeWorker(fresh, "orders", QUERY).start();
      for (int poll = 0; poll < 60; poll++) {
        if (poll == kill) {
          worker.kill();
          worker.start();
        }
        if (poll == 20) fresh.insert(5, "b");
        worker.poll();
      }
      assertEquals(List.of("r1", "r2", "r3", "r4", "r5"), ids(worker), "killed at poll " + kill);
    }
  }

  @Test
  void readsRowsOfOneMomentOnceAndLeavesRecentOnes() {
    account.table.add(new Column("AT", Kind.TIMESTAMP_NTZ, "TIMESTAMP_NTZ", 0, 9));
    long at = (account.now - 60_000) * 1000;
    for (long id = 1; id <= 3; id++) account.table.insert(account.now, id, "a", at);
    account.table.insert(account.now, 4L, "b", (account.now + 3_600_000) * 1000);
    var worker = new FakeWorker(account, "orders", TIMED).start();
    while (worker.committed.size() < 1) worker.poll();
    worker.kill();
    worker.start();
    for (int poll = 0; poll < 50; poll++) worker.poll();
    assertEquals(List.of("r1", "r2", "r3"), ids(worker));
  }

  @Test
  void cutsByNanosecondsAndByType() {
    account.table.add(new Column("AT", Kind.TIMESTAMP_NTZ, "TIMESTAMP_NTZ", 0, 9));
    new FakeWorker(account, "orders", TIMED).start().drain();
    String query = account.statements.stream().filter(sql -> sql.contains("ROW_NUMBER()")).findFirst().orElseThrow();
    assertTrue(query.contains("\"AT\" <= TO_TIMESTAMP_NTZ("), query);
    assertTrue(query.contains("ORDER BY \"AT\", \"ID\", \"NAME\""), query);
  }

  @Test
  void refusesAWatermarkTheQueryDoesNotAnswer() {
    var worker = new FakeWorker(account, "orders", "mode", "query", "query", "SELECT * FROM DB.S.T",
        "query.watermark.column", "NOWHERE");
    String message = assertThrows(ConnectException.class, worker::start).getMessage();
    assertTrue(message.contains("query.watermark.column names NOWHERE"), message);
  }

  @Test
  void failsWhenAColumnOfTheQueryIsDropped() {
    account.insert(1, "a");
    var worker = new FakeWorker(account, "orders", QUERY).start().drain();
    account.table.drop("NAME");
    String message = assertThrows(ConnectException.class, worker::drain).getMessage();
    assertTrue(message.contains("column NAME was dropped"), message);
  }

  @Test
  void readsEveryFeedOfMetadataByItsOwnKeyAndDelay() {
    for (var feed : dev.floe.connect.snowflake.sql.MetadataFeed.values()) {
      var config = new dev.floe.connect.snowflake.config.SourceConfig(
          Properties.with("mode", "metadata", "metadata.feed", feed.word(), "key.columns", "", "table", ""));
      assertEquals(feed.key(), config.keyColumns());
      // Null in TASK_HISTORY for a run that was skipped, and a key must not be.
      assertTrue(!feed.word().equals("tasks") || !feed.key().contains("QUERY_ID"));
      assertTrue(config.delay() >= 3_600_000);
      assertTrue(config.query().contains("SNOWFLAKE") && config.query().contains("ACCOUNT_USAGE"), config.query());
      assertEquals(List.of(), dev.floe.connect.snowflake.config.ConfigRules.check(config));
    }
  }
}
