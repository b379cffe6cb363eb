package dev.floe.connect.snowflake.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.connect.snowflake.fake.FakeAccount;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

class StreamModeTest {
  private final FakeAccount account = new FakeAccount();

  @Test
  void deliversInsertionsUpdatesAndDeletions() {
    var worker = new FakeWorker(account, "orders").start();
    account.insert(1, "a");
    account.insert(2, "b");
    worker.drain();
    account.rename(1, "A");
    account.delete(2);
    worker.drain();
    assertEquals(List.of("c ID=1 ID=1,NAME=a", "c ID=2 ID=2,NAME=b", "u ID=1 ID=1,NAME=A", "d ID=2 null"), worker.seen());
  }

  @Test
  void sendsTheNetChangeBetweenTwoLooks() {
    var worker = new FakeWorker(account, "orders").start();
    worker.drain();
    account.insert(1, "a");
    account.rename(1, "b");
    account.insert(2, "gone before anybody looked");
    account.delete(2);
    assertEquals(List.of("c ID=1 ID=1,NAME=b"), worker.drain().seen());
  }

  @Test
  void ordersABatchByKeyAndDeletesAKeyBeforeItComesBack() {
    account.insert(7, "old");
    var worker = new FakeWorker(account, "orders").start().drain();
    account.delete(7);
    account.insert(7, "new");
    account.insert(3, "first");
    assertEquals(List.of("c ID=3 ID=3,NAME=first", "d ID=7 null", "c ID=7 ID=7,NAME=new"),
        worker.drain().seen().subList(1, 4));
  }

  @Test
  void splitsAnUpdateOfTheKeyIntoADeletionAndACreation() {
    account.insert(1, "a");
    var worker = new FakeWorker(account, "orders").start().drain();
    account.table.update(++account.now, 1L, "ID", 5L);
    assertEquals(List.of("d ID=1 null", "c ID=5 ID=5,NAME=a"), worker.drain().seen().subList(1, 3));
  }

  @Test
  void putsBeforeAndAfterIntoAnEnvelope() {
    account.insert(1, "a");
    var worker = new FakeWorker(account, "orders", "record.format", "envelope", "record.delete", "both").start().drain();
    account.rename(1, "b");
    worker.drain();
    account.delete(1);
    worker.drain();
    List<SourceRecord> records = worker.committed;
    Struct update = (Struct) records.get(1).value();
    assertEquals("a", update.getStruct("before").get("NAME"));
    assertEquals("b", update.getStruct("after").get("NAME"));
    assertEquals("DB.S.T", update.getStruct("source").get("table"));
    Struct deletion = (Struct) records.get(2).value();
    assertEquals("d", deletion.get("op"));
    assertEquals("b", deletion.getStruct("before").get("NAME"));
    assertNull(deletion.get("after"));
    assertNull(records.get(3).value());
    assertEquals(0L, records.get(2).sourceOffset().get("row"), "a deletion is not done before its tombstone");
    assertEquals(1L, records.get(3).sourceOffset().get("row"));
    assertEquals(4, records.size());
  }

  @Test
  void marksRecordsWithHeaders() {
    account.insert(1, "a");
    var headers = new FakeWorker(account, "orders").start().drain().committed.get(0).headers();
    assertEquals("c", headers.lastWithName("floe.op").value());
    assertEquals(1L, headers.lastWithName("floe.batch").value());
    assertEquals("row1", headers.lastWithName("floe.row_id").value());
    assertEquals("DB.S.T", headers.lastWithName("floe.table").value());
  }

  @Test
  void leavesHeadersOutWhenAskedTo() {
    account.insert(1, "a");
    var operation = new FakeWorker(account, "orders", "record.headers", "operation").start().drain();
    assertEquals(1, operation.committed.get(0).headers().size());
    var other = new FakeAccount();
    other.insert(1, "a");
    assertTrue(new FakeWorker(other, "o", "record.headers", "none").start().drain().committed.get(0).headers().isEmpty());
  }

  @Test
  void endsATransactionWithABatchAndAfterSoManyRows() {
    for (long id = 1; id <= 10; id++) account.insert(id, "a");
    var worker = new FakeWorker(account, "orders", "max.rows.per.poll", "2", "max.rows.per.transaction", "4");
    worker.start().drain();
    assertEquals(List.of(4, 4, 2), worker.transactions);
    account.insert(11, "b");
    assertEquals(List.of(4, 4, 2, 1), worker.drain().transactions);
  }

  @Test
  void readsABatchPartByPart() {
    for (long id = 1; id <= 9; id++) account.insert(id, "a");
    for (int size : new int[] {2, 3, 9, 10}) {
      var copy = new FakeAccount();
      for (long id = 1; id <= 9; id++) copy.insert(id, "a");
      var worker = new FakeWorker(copy, "orders", "fetch.size", String.valueOf(size)).start().drain();
      assertEquals(9, worker.committed.size(), "parts of " + size);
    }
  }

  @Test
  void asksNoWarehouseOfAnUnchangedTable() {
    var worker = new FakeWorker(account, "orders").start().drain();
    account.statements.clear();
    worker.drain();
    assertTrue(account.statements.size() > 10);
    assertTrue(account.statements.stream().allMatch(sql -> sql.contains("STREAM_HAS_DATA")), account.statements::toString);
  }

  @Test
  void looksNoMoreOftenThanTheInterval() {
    var worker = new FakeWorker(account, "orders", "poll.interval.ms", "60000").start().drain();
    account.statements.clear();
    long began = account.now;
    worker.drain();
    assertEquals((account.now - began) / 60_000, account.statements.size(), 1);
  }

  @Test
  void deletesStagedRowsOnlyWhenKafkaHasThem() {
    var worker = new FakeWorker(account, "orders", "cleanup.interval.ms", "1000", "max.rows.per.poll", "1").start();
    account.insert(1, "a");
    account.insert(2, "b");
    while (worker.poll().isEmpty()) assertEquals(List.of(), worker.committed);
    assertEquals(2, account.stage.size());
    worker.drain();
    assertEquals(0, account.stage.size());
    assertEquals(2, worker.committed.size());
  }

  @Test
  void keepsStagedRowsThatKafkaMayNotHave() {
    var worker = new FakeWorker(account, "orders", "cleanup.interval.ms", "1000").start();
    account.insert(1, "a");
    worker.drain();
    worker.silent = true;
    account.insert(2, "b");
    worker.drain();
    account.insert(3, "c");
    worker.drain();
    assertEquals(List.of(2L, 3L), account.stage.stream().map(row -> row.get("FLOE$BATCH")).toList());
    worker.kill();
    worker.silent = false;
    worker.start().drain();
    account.insert(4, "d");
    worker.drain();
    assertEquals(List.of(), account.stage);
    assertEquals(4, worker.committed.size());
  }

  @Test
  void endsATransactionBeforeItWaitsForSnowflake() {
    for (long id = 1; id <= 6; id++) account.insert(id, "a");
    var worker = new FakeWorker(account, "orders", "max.rows.per.poll", "3", "fetch.size", "4").start();
    account.slowAfter = 4;
    while (worker.poll().isEmpty()) assertEquals(0, worker.committed.size());
    assertEquals(3, worker.committed.size(), "rows that were there before the wait are visible");
    account.slow.countDown();
    assertEquals(6, worker.drain().committed.size());
  }

  @Test
  void endsATransactionBeforeAnUpdateWouldWaitForSnowflake() {
    for (long id = 1; id <= 3; id++) account.insert(id, "a");
    var worker = new FakeWorker(account, "orders", "max.rows.per.poll", "3", "fetch.size", "4").start().drain();
    account.slowAfter = 4;
    for (long id = 1; id <= 3; id++) account.rename(id, "b");
    assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
      while (worker.poll().isEmpty()) assertEquals(3, worker.committed.size());
    });
    assertEquals(4, worker.committed.size(), "the update whose halves were there before the wait is visible");
    account.slow.countDown();
    assertEquals(6, worker.drain().committed.size());
  }
}
