package dev.floe.connect.snowflake.task;

import static dev.floe.connect.snowflake.fake.FakeAccount.number;
import static dev.floe.connect.snowflake.fake.FakeAccount.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.connect.snowflake.fake.FakeAccount;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;

class EvolutionTest {
  private final FakeAccount account = new FakeAccount();

  private FakeWorker running(String policy) {
    account.insert(1, "a");
    return new FakeWorker(account, "orders", "schema.evolution", policy).start().drain();
  }

  private static Schema field(FakeWorker worker, String name) {
    return worker.committed.get(worker.committed.size() - 1).valueSchema().field(name).schema();
  }

  @Test
  void takesANewColumnOver() {
    var worker = running("fail");
    account.table.add(text("CITY"));
    account.table.insert(++account.now, 2L, "b", "Bern");
    worker.drain();
    assertEquals("c ID=2 ID=2,NAME=b,CITY=Bern", worker.seen().get(1));
  }

  @Test
  void widensANumber() {
    var worker = running("fail");
    assertEquals(Schema.Type.INT32, field(worker, "ID").type());
    account.table.retype(number("ID", 15));
    account.insert(123_456_789_012L, "b");
    worker.drain();
    assertEquals(Schema.Type.INT64, field(worker, "ID").type());
    assertEquals("c ID=123456789012 ID=123456789012,NAME=b", worker.seen().get(1));
  }

  @Test
  void failsOnADroppedColumnAndTakesNothing() {
    var worker = running("fail");
    account.table.drop("NAME");
    account.table.insert(++account.now, 2L);
    var failure = assertThrows(ConnectException.class, worker::drain);
    assertTrue(failure.getMessage().contains("column NAME was dropped"), failure.getMessage());
    assertTrue(failure.getMessage().contains("floe kafka resnapshot"), failure.getMessage());
    assertEquals(1L, account.claim.get("BATCH"));
  }

  @Test
  void goesOnAfterAResnapshotByHand() {
    var worker = running("fail");
    account.table.drop("NAME");
    account.table.insert(++account.now, 2L);
    assertThrows(ConnectException.class, worker::drain);
    worker.kill();
    account.claim.put("SNAPSHOT", "WANTED");
    worker.start().drain();
    assertEquals(List.of("r ID=1 ID=1", "r ID=2 ID=2"), worker.seen().subList(1, 3));
  }

  @Test
  void sendsTheTableAgainByItself() {
    var worker = running("resnapshot");
    account.table.drop("NAME");
    account.table.insert(++account.now, 2L);
    worker.drain();
    account.table.insert(++account.now, 3L);
    worker.drain();
    assertEquals(List.of("r ID=1 ID=1", "r ID=2 ID=2", "c ID=3 ID=3"), worker.seen().subList(1, 4));
    assertEquals("DONE", account.claim.get("SNAPSHOT"));
  }

  @Test
  void keepsTheOldSchemaWhenTold() {
    var worker = running("ignore");
    account.table.drop("NAME");
    account.table.insert(++account.now, 2L);
    worker.drain();
    assertEquals("c ID=2 ID=2", worker.seen().get(1));
    assertEquals(Schema.Type.STRING, field(worker, "NAME").type());
  }

  @Test
  void castsARetypedColumnWhenTold() {
    var worker = running("ignore");
    account.table.retype(number("NAME", 9));
    account.table.insert(++account.now, 2L, 42L);
    worker.drain();
    assertTrue(worker.seen().get(1).endsWith("NAME=42"), worker.seen()::toString);
    assertEquals(Schema.Type.STRING, field(worker, "NAME").type());
  }

  @Test
  void resnapshotsWhereverItIsBrokenOff() {
    for (int statement = 0; statement < 80; statement++) {
      var fresh = new FakeAccount();
      fresh.insert(1, "a");
      var worker = new FakeWorker(fresh, "orders", "schema.evolution", "resnapshot").start().drain();
      fresh.table.drop("NAME");
      fresh.table.insert(++fresh.now, 2L);
      worker.faults.loseAt(statement, statement % 2 == 0);
      for (int poll = 0; poll < 30; poll++) worker.poll();
      worker.kill();
      worker.start().drain();
      assertEquals(List.of("r ID=1 ID=1", "r ID=2 ID=2"), worker.seen().subList(1, 3), "broken off at " + statement);
      assertEquals(3, worker.committed.size());
    }
  }

  @Test
  void keepsNothingThatWasStagedWhileTheTableWasAltered() {
    var worker = running("fail");
    account.insert(2, "b");
    account.alterAfter = () -> account.table.add(text("CITY"));
    worker.drain();
    assertEquals(2, worker.committed.size());
    assertEquals(Schema.Type.STRING, field(worker, "CITY").type());
  }

  @Test
  void refusesAKeyColumnThatWasDropped() {
    var worker = new FakeWorker(account, "orders", "key.columns", "NAME", "schema.evolution", "ignore").start().drain();
    account.table.drop("NAME");
    account.table.insert(++account.now, 2L);
    var failure = assertThrows(ConnectException.class, worker::drain);
    assertTrue(failure.getMessage().contains("key.columns names NAME"), failure.getMessage());
  }
}
