package dev.floe.connect.snowflake.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.connect.snowflake.fake.FakeAccount;
import java.sql.SQLException;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;

class StartTest {
  private final FakeAccount account = new FakeAccount();

  private String refused(String... more) {
    var worker = new FakeWorker(account, "orders", more);
    return assertThrows(ConnectException.class, worker::start).getMessage();
  }

  private static void says(String message, String... parts) {
    for (String part : parts) assertTrue(message.contains(part), message);
  }

  @Test
  void namesKeyColumnsTheTableDoesNotHave() {
    says(refused("key.columns", "ID,NO_SUCH"), "key.columns names NO_SUCH", "its columns are ID, NAME");
  }

  @Test
  void namesAMissingStreamAndHowToMakeIt() {
    account.streamExists = false;
    says(refused(), "stream DB.S.FLOE_T_STREAM does not exist", "objects.create=true", "CREATE STREAM IF NOT EXISTS");
  }

  @Test
  void namesAMissingStageAndHowToMakeIt() {
    account.stageExists = false;
    says(refused(), "stage table DB.S.FLOE_T_STAGE does not exist", "CREATE TRANSIENT TABLE IF NOT EXISTS", "FLOE$BATCH");
  }

  @Test
  void makesMissingObjectsWhereWanted() {
    account.streamExists = false;
    account.stageExists = false;
    var worker = new FakeWorker(account, "orders", "objects.create", "true").start();
    account.insert(1, "a");
    assertEquals(1, worker.drain().committed.size());
  }

  @Test
  void refusesAStreamOfAnotherTable() {
    account.streamTable = "DB.S.OTHER";
    says(refused(), "DB.S.FLOE_T_STREAM is on DB.S.OTHER, not on DB.S.T");
  }

  @Test
  void namesAMissingPrivilege() {
    var worker = new FakeWorker(account, "orders");
    worker.faults.fail(sql -> sql.startsWith("UPDATE"), new SQLException("Insufficient privileges to operate on table "
        + "'FLOE_T_STAGE_CLAIM'", "42501", 3001));
    String message = assertThrows(ConnectException.class, worker::start).getMessage();
    says(message, "Insufficient privileges", "FLOE_T_STAGE_CLAIM", "Grant the missing privilege to the role");
  }

  @Test
  void namesAWrongLogin() {
    var worker = new FakeWorker(account, "orders");
    worker.faults.fail(sql -> true, new SQLException("JWT token is invalid.", "08001", 390144));
    says(assertThrows(ConnectException.class, worker::start).getMessage(), "JWT token is invalid", "RSA_PUBLIC_KEY");
  }

  @Test
  void refusesAKeyThatIsNull() {
    var worker = new FakeWorker(account, "orders", "key.columns", "NAME").start();
    account.insert(1, null);
    says(assertThrows(ConnectException.class, worker::drain).getMessage(), "Key column NAME of DB.S.T is null");
  }
}
