package dev.floe.connect.snowflake.metrics;

import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.JMException;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what a task does. Written by the task's threads, read by JMX's. */
public final class SourceMetrics implements SourceMetricsMBean, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SourceMetrics.class);
  private static final long LOG_INTERVAL = 60_000;

  private final AtomicLong rows = new AtomicLong();
  private final AtomicLong batches = new AtomicLong();
  private final AtomicLong lastBatch = new AtomicLong();
  private final AtomicLong oldest = new AtomicLong();
  private final AtomicLong lastPoll = new AtomicLong();
  private final AtomicLong warehouseNanos = new AtomicLong();
  private final AtomicLong retries = new AtomicLong();
  private final AtomicLong errors = new AtomicLong();
  private final AtomicLong cleaned = new AtomicLong();
  private String connector = "";
  private long nextTold;
  private ObjectName name;

  /** Makes the counts visible to JMX. Without it the task works all the same. */
  public void register(String connector, String task) {
    this.connector = connector;
    try {
      var wanted = new ObjectName(
          "dev.floe:type=snowflake-source,name=" + ObjectName.quote(connector) + ",task=" + ObjectName.quote(task));
      var server = ManagementFactory.getPlatformMBeanServer();
      // A task that was given up may not have taken its name back.
      if (server.isRegistered(wanted)) server.unregisterMBean(wanted);
      server.registerMBean(this, wanted);
      name = wanted;
    } catch (JMException refused) {
      LOG.warn("The task's metrics are not visible to JMX", refused);
    }
  }

  /** Writes the counts to the log once a minute, for workers whose JMX nobody can reach. */
  public void tell(long now) {
    if (now < nextTold) return;
    nextTold = now + LOG_INTERVAL;
    LOG.info("floe-source-metrics {} {} {} {} {} {} {} {} {}", connector, getRows(), getBatches(), getLagMillis(),
        getLastPollMillis(), getWarehouseSeconds(), getRetries(), getErrors(), getCleanedRows());
  }

  public void read(int records, long millis) {
    rows.addAndGet(records);
    lastPoll.set(millis);
  }

  public void batch() {
    batches.incrementAndGet();
    oldest.set(0);
  }

  public void staged(long batch) {
    lastBatch.set(batch);
  }

  /** Notes when the rows that are being read were staged. */
  public void waiting(long stagedMillis) {
    oldest.set(stagedMillis);
  }

  public void warehouse(long nanos) {
    warehouseNanos.addAndGet(nanos);
  }

  public void retried() {
    retries.incrementAndGet();
  }

  public void failed() {
    errors.incrementAndGet();
  }

  public void cleaned(long deleted) {
    cleaned.addAndGet(deleted);
  }

  @Override
  public long getRows() {
    return rows.get();
  }

  @Override
  public long getBatches() {
    return batches.get();
  }

  @Override
  public long getLastBatch() {
    return lastBatch.get();
  }

  @Override
  public long getLagMillis() {
    long since = oldest.get();
    return since == 0 ? 0 : Math.max(0, System.currentTimeMillis() - since);
  }

  @Override
  public long getLastPollMillis() {
    return lastPoll.get();
  }

  @Override
  public double getWarehouseSeconds() {
    return warehouseNanos.get() / 1e9;
  }

  @Override
  public long getRetries() {
    return retries.get();
  }

  @Override
  public long getErrors() {
    return errors.get();
  }

  @Override
  public long getCleanedRows() {
    return cleaned.get();
  }

  @Override
  public void close() {
    if (name == null) return;
    try {
      ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
    } catch (JMException gone) {
      LOG.debug("The task's metrics were gone already", gone);
    }
  }
}
