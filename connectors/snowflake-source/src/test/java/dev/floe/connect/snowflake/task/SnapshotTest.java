package dev.floe.connect.snowflake.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.connect.snowflake.fake.FakeAccount;
import java.util.List;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;

class SnapshotTest {
  private final FakeAccount account = new FakeAccount();

  @Test
  void sendsTheTableOnceThenItsChanges() {
    account.insert(1, "a");
    account.insert(2, "b");
    var worker = new FakeWorker(account, "orders", "mode", "snapshot").start().drain();
    account.rename(2, "B");
    worker.drain();
    worker.kill();
    account.insert(3, "c");
    worker.start().drain();
    assertEquals(List.of("r ID=1 ID=1,NAME=a", "r ID=2 ID=2,NAME=b", "u ID=2 ID=2,NAME=B", "c ID=3 ID=3,NAME=c"),
        worker.seen());
  }

  @Test
  void sendsItOnceWhereverItIsBrokenOff() {
    for (int statement = 0; statement < 60; statement++) {
      var fresh = new FakeAccount();
      for (long id = 1; id <= 3; id++) fresh.insert(id, "a");
      var worker = new FakeWorker(fresh, "orders", "mode", "snapshot", "max.rows.per.poll", "1");
      worker.faults.loseAt(statement, statement % 2 == 1);
      worker.start();
      for (int poll = 0; poll < 10; poll++) worker.poll();
      worker.kill();
      worker.start().drain();
      assertEquals(List.of("r ID=1 ID=1,NAME=a", "r ID=2 ID=2,NAME=a", "r ID=3 ID=3,NAME=a"), worker.seen(),
          "broken off at statement " + statement);
    }
  }

  @Test
  void takesAnEmptyTable() {
    var worker = new FakeWorker(account, "orders", "mode", "snapshot").start().drain();
    account.insert(1, "a");
    assertEquals(List.of("c ID=1 ID=1,NAME=a"), worker.drain().seen());
  }

  @Test
  void doesNotGoOnWithAStaleStreamUntilToldToStartAnew() {
    account.insert(1, "a");
    account.stale = true;
    var worker = new FakeWorker(account, "orders");
    var failure = assertThrows(ConnectException.class, worker::start);
    assertTrue(failure.getMessage().contains("is stale"), failure.getMessage());
    assertTrue(failure.getMessage().contains("floe kafka resnapshot"), failure.getMessage());
    account.claim.put("SNAPSHOT", "WANTED");
    assertEquals(List.of("r ID=1 ID=1,NAME=a"), worker.start().drain().seen());
  }
}
