package dev.floe.connect.snowflake.config;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Type;

/** Keys that trade latency, cost and throughput. */
public final class TuningKeys {
  public static final String POLL_INTERVAL = "poll.interval.ms";
  public static final String MAX_ROWS = "max.rows.per.poll";
  public static final String MAX_TRANSACTION = "max.rows.per.transaction";
  public static final String FETCH_SIZE = "fetch.size";
  public static final String QUERY_TIMEOUT = "query.timeout.ms";
  public static final String RETRY_TIMEOUT = "retry.timeout.ms";
  public static final String CLEANUP_INTERVAL = "cleanup.interval.ms";

  private TuningKeys() {}

  static void define(ConfigDef definition) {
    new Keys(definition, "Tuning")
        .number(POLL_INTERVAL, Type.LONG, 60_000L, 100L, 86_400_000L,
            "Time between two looks for changes, in milliseconds: the upper bound of the wait for a row. An idle "
                + "stream costs nothing (SYSTEM$STREAM_HAS_DATA needs no warehouse), but on a busy table an X-SMALL "
                + "warehouse stays on all day below 60000: 24 credits a day.")
        .number(MAX_ROWS, Type.INT, 5000, 1, 100_000,
            "Rows handed to Kafka at once. Larger is faster and takes more memory.")
        .number(MAX_TRANSACTION, Type.INT, 100_000, 1, 10_000_000,
            "Rows after which a Kafka transaction is committed within a batch, with "
                + "transaction.boundary=connector; the batch's last row always commits. A transaction must end "
                + "within the producer's transaction.timeout.ms.")
        .number(FETCH_SIZE, Type.INT, 50_000, 2, 1_000_000,
            "Rows of a batch that one query asks for; the next one runs meanwhile, so up to twice as many are in memory. "
                + "A window (changes, query and metadata mode) is read ten times as many at once.")
        .number(QUERY_TIMEOUT, Type.LONG, 600_000L, 1000L, 86_400_000L,
            "Time after which Snowflake cancels a statement of the connector, in milliseconds.")
        .number(RETRY_TIMEOUT, Type.LONG, 300_000L, 0L, 86_400_000L,
            "How long lost connections and other passing failures are retried before the task fails, in "
                + "milliseconds. 0: never retried.")
        .number(CLEANUP_INTERVAL, Type.LONG, 600_000L, 1000L, 86_400_000L,
            "Least time between two deletions of staged rows whose offsets Kafka has committed, in milliseconds.");
  }
}
