package dev.floe.connect.snowflake.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.connect.snowflake.fake.FakeAccount;
import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private static final String NAME = "dev.floe:type=snowflake-source,name=\"metrics:test\",task=\"0\"";

  private static Object read(String attribute) throws JMException {
    return ManagementFactory.getPlatformMBeanServer().getAttribute(new ObjectName(NAME), attribute);
  }

  @Test
  void countsWhatATaskDoesAndGoesWithIt() throws JMException {
    var account = new FakeAccount();
    var worker = new FakeWorker(account, "metrics:test", "max.rows.per.poll", "1", "cleanup.interval.ms", "1000").start();
    account.insert(1, "a");
    account.insert(2, "b");
    while (worker.poll().isEmpty()) assertEquals(0L, read("LagMillis"));
    assertTrue((Long) read("LagMillis") > 0);
    worker.drain();
    worker.faults.loseAt(0, false);
    worker.drain();
    assertEquals(2L, read("Rows"));
    assertEquals(1L, read("Batches"));
    assertEquals(1L, read("LastBatch"));
    assertEquals(2L, read("CleanedRows"));
    assertEquals(1L, read("Retries"));
    assertEquals(1L, read("Errors"));
    assertEquals(0L, read("LagMillis"));
    assertTrue((Double) read("WarehouseSeconds") > 0);
    worker.kill();
    assertFalse(ManagementFactory.getPlatformMBeanServer().isRegistered(new ObjectName(NAME)));
  }
}
