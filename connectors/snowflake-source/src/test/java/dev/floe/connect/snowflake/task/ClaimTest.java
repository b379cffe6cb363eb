package dev.floe.connect.snowflake.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.connect.snowflake.fake.FakeAccount;
import java.util.List;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;

class ClaimTest {
  private final FakeAccount account = new FakeAccount();

  @Test
  void refusesASecondConnectorOnAStage() {
    new FakeWorker(account, "orders").start();
    var refused = assertThrows(ConnectException.class, () -> new FakeWorker(account, "copy").start());
    assertTrue(refused.getMessage().contains("belongs to the connector 'orders'"), refused.getMessage());
    assertTrue(refused.getMessage().contains("SET OWNER = 'copy'"), refused.getMessage());
  }

  @Test
  void endsTransactionsOfItsOwnEarlierStartsOnly() {
    new FakeWorker(account, "orders").start();
    account.statements.clear();
    assertThrows(ConnectException.class, () -> new FakeWorker(account, "copy").start());
    assertFalse(account.statements.contains("SHOW TRANSACTIONS"));
    new FakeWorker(account, "orders").start();
    assertTrue(account.statements.contains("SHOW TRANSACTIONS"));
  }

  @Test
  void fencesAnEarlierStartBeforeItStages() {
    var zombie = new FakeWorker(account, "orders").start().drain();
    var next = new FakeWorker(account, "orders").start();
    account.insert(1, "a");
    var fenced = assertThrows(ConnectException.class, zombie::drain);
    assertTrue(fenced.getMessage().contains("took over the stage"), fenced.getMessage());
    assertEquals(0, account.stage.size());
    assertEquals(1, next.drain().committed.size());
  }

  @Test
  void fencesAnEarlierStartWhenItReconnects() {
    var zombie = new FakeWorker(account, "orders").start().drain();
    zombie.faults.loseAt(0, false);
    new FakeWorker(account, "orders").start();
    assertThrows(ConnectException.class, zombie::drain);
  }

  @Test
  void keepsTheMarkOfANewSnapshotThatComesWhileATaskStops() {
    var stopping = new FakeWorker(account, "orders").start().drain();
    account.claim.put("SNAPSHOT", "WANTED");
    account.insert(1, "a");
    assertThrows(ConnectException.class, stopping::drain);
    assertEquals("WANTED", account.claim.get("SNAPSHOT"));
    assertEquals(List.of("r ID=1 ID=1,NAME=a"), new FakeWorker(account, "orders").start().drain().seen());
  }

  @Test
  void countsBatchesOnOverStarts() {
    for (int start = 1; start <= 3; start++) {
      account.insert(start, "a");
      var worker = new FakeWorker(account, "orders").start();
      worker.drain();
      worker.kill();
      assertEquals((long) start, account.claim.get("BATCH"));
      assertEquals((long) start, account.claim.get("EPOCH"));
    }
  }
}
