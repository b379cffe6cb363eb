package dev.floe.connect.snowflake.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.connect.snowflake.fake.FakeAccount;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;

class RetryTest {
  private final FakeAccount account = new FakeAccount();

  private static SQLException unavailable() {
    return new SQLException("HTTP status=503", "58030", 200015, new IOException("503"));
  }

  @Test
  void waitsLongerEachTimeAndGoesOnWhereItWas() {
    var worker = new FakeWorker(account, "orders", "max.rows.per.poll", "1").start();
    account.insert(1, "a");
    account.insert(2, "b");
    while (worker.committed.isEmpty()) if (worker.poll().size() == 1) break;
    worker.faults.fail(sql -> true, unavailable());
    worker.kill();
    worker.start();
    int before = account.statements.size();
    long began = account.now;
    while (account.now - began < 120_000) worker.poll();
    int attempts = account.statements.size() - before;
    assertTrue(attempts >= 6 && attempts <= 12, attempts + " attempts in two minutes");
    worker.faults.heal();
    assertEquals(List.of("c ID=1 ID=1,NAME=a", "c ID=2 ID=2,NAME=b"), worker.drain().seen());
  }

  @Test
  void givesUpAfterTheTimeout() {
    var worker = new FakeWorker(account, "orders", "retry.timeout.ms", "20000").start();
    worker.faults.fail(sql -> true, unavailable());
    long began = account.now;
    var failure = assertThrows(ConnectException.class, worker::drain);
    assertTrue(failure.getMessage().contains("retry.timeout.ms=20000"), failure.getMessage());
    assertTrue(account.now - began >= 20_000 && account.now - began < 60_000);
  }

  @Test
  void countsTheTimeFromTheLastSuccess() {
    var worker = new FakeWorker(account, "orders", "retry.timeout.ms", "5000").start();
    for (int time = 0; time < 20; time++) {
      worker.faults.loseAt(0, false);
      worker.drain();
    }
    account.insert(1, "a");
    assertEquals(1, worker.drain().committed.size());
  }

  @Test
  void doesNotRetryWhatWillNotPass() {
    var worker = new FakeWorker(account, "orders").start();
    worker.faults.fail(sql -> true, new SQLException("SQL compilation error: syntax error", "42000", 1003));
    long began = account.now;
    assertThrows(ConnectException.class, worker::drain);
    assertTrue(account.now - began < 5_000);
  }

  @Test
  void doesNotHoldATransactionOpenWhileItWaits() {
    var worker = new FakeWorker(account, "orders", "max.rows.per.poll", "1", "fetch.size", "4").start();
    for (long id = 1; id <= 6; id++) account.insert(id, "a");
    while (worker.poll().isEmpty()) assertEquals(0, worker.committed.size());
    worker.faults.fail(sql -> true, unavailable());
    for (int poll = 0; poll < 5; poll++) worker.poll();
    assertEquals(0, worker.pending());
    assertTrue(worker.committed.size() >= 1, worker.committed.size() + " records visible");
  }
}
