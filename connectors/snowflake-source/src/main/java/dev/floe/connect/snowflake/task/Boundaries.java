package dev.floe.connect.snowflake.task;

import org.apache.kafka.connect.source.TransactionContext;

/**
 * Ends Kafka's transactions: with the last row of a batch, after so many rows, or so much time. Does nothing where the
 * worker defines them.
 */
final class Boundaries {
  /** Well below the transaction.timeout.ms of 10 s the connector is deployed with. */
  private static final long LONGEST = 2_000;

  private final TransactionContext context;
  private final Ticker ticker;
  private final int mostRows;
  private int rows;
  private long began;

  Boundaries(TransactionContext context, Ticker ticker, int mostRows) {
    this.context = context;
    this.ticker = ticker;
    this.mostRows = mostRows;
  }

  /** Notes the records of one poll, and whether a batch ends or a wait for Snowflake begins with them. */
  void polled(int records, boolean ends) {
    if (rows == 0) began = ticker.now();
    rows += records;
    if (rows > 0 && (ends || rows >= mostRows || ticker.now() - began >= LONGEST)) commit();
  }

  /** Whether records wait in a transaction that has not been ended. */
  boolean open() {
    return context != null && rows > 0;
  }

  /** Ends the transaction with the records handed over next, be they none. */
  void commit() {
    rows = 0;
    if (context != null) context.commitTransaction();
  }
}
