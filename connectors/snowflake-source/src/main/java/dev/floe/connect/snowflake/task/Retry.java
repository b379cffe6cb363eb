package dev.floe.connect.snowflake.task;

import dev.floe.connect.snowflake.jdbc.Failures;
import java.sql.SQLException;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits longer after each passing failure, and gives up after a while; at once when a failure stays. */
public final class Retry {
  private static final Logger LOG = LoggerFactory.getLogger(Retry.class);
  private static final long FIRST_WAIT = 250;
  private static final long LONGEST_WAIT = 30_000;

  private final Ticker ticker;
  private final long limit;
  private long since = -1;
  private long wait = FIRST_WAIT;
  private long next;

  public Retry(Ticker ticker, long limitMillis) {
    this.ticker = ticker;
    this.limit = limitMillis;
  }

  /** Milliseconds until the next attempt; none when nothing failed. */
  public long due() {
    return since < 0 ? 0 : Math.max(0, next - ticker.now());
  }

  /** Notes a failure. Throws when it will not pass, or has not for too long. */
  public void failed(SQLException failure, String doing) {
    String message = Failures.explain(failure, doing);
    if (!Failures.passing(failure)) throw new ConnectException(message, failure);
    long now = ticker.now();
    if (since < 0) since = now;
    if (now - since >= limit)
      throw new ConnectException(
          message + " It was retried for " + (now - since) + " ms (retry.timeout.ms=" + limit + ").", failure);
    next = now + wait;
    LOG.warn("{} Trying again in {} ms; no position is lost.", message, wait);
    wait = Math.min(LONGEST_WAIT, wait * 2);
  }

  /** Notes that all is well again. */
  public void succeeded() {
    since = -1;
    wait = FIRST_WAIT;
  }
}
