package dev.floe.connect.snowflake.metrics;

/** What is seen of a task by JMX, under dev.floe:type=snowflake-source,name=..,task=... Counts begin with the task. */
public interface SourceMetricsMBean {
  /** Records handed to Kafka. */
  long getRows();

  /** Batches or windows handed over whole. */
  long getBatches();

  /** Number of the last staged batch. */
  long getLastBatch();

  /** Milliseconds the oldest row not yet handed over has been staged; 0 with none. */
  long getLagMillis();

  /** Milliseconds the last poll with rows took to read them. */
  long getLastPollMillis();

  /** Seconds Snowflake spent on statements that need a warehouse: an estimate of what is billed, without idling. */
  double getWarehouseSeconds();

  /** Attempts after passing failures. */
  long getRetries();

  /** Failures, passing or not. */
  long getErrors();

  /** Staged rows deleted after Kafka had them. */
  long getCleanedRows();
}
