package dev.floe.connect.snowflake.task;

import dev.floe.connect.snowflake.jdbc.Snowflake;
import dev.floe.connect.snowflake.metrics.SourceMetrics;
import dev.floe.connect.snowflake.record.Change;
import dev.floe.connect.snowflake.record.Position;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.source.SourceRecord;

/** Hands a source's rows to Kafka, poll by poll. A lost session is replaced; what was handed over is not read again. */
public final class Delivery implements AutoCloseable {
  /** So that a worker that wants to stop need not wait for long. */
  private static final long LONGEST_PAUSE = 250;

  /** Opens sessions. */
  public interface Opener {
    Snowflake open() throws SQLException;
  }

  private final Opener opener;
  private final Source source;
  private final Boundaries boundaries;
  private final Retry retry;
  private final Ticker ticker;
  private final SourceMetrics metrics;
  private final int mostRows;
  private Snowflake session;
  private Slice slice;

  Delivery(Opener opener, Source source, Boundaries boundaries, Retry retry, Ticker ticker, SourceMetrics metrics,
      int mostRows) {
    this.opener = opener;
    this.source = source;
    this.boundaries = boundaries;
    this.retry = retry;
    this.ticker = ticker;
    this.metrics = metrics;
    this.mostRows = mostRows;
  }

  /** Logs in and checks everything. What will not pass is thrown; what may is left to the polls. */
  public void start() {
    try {
      session();
    } catch (SQLException failure) {
      failed(failure);
    }
  }

  /** The next records; null when there are none now. */
  public List<SourceRecord> poll() throws InterruptedException {
    metrics.tell(ticker.now());
    if (retry.due() > 0) return pause(retry.due());
    List<SourceRecord> records = new ArrayList<>();
    try {
      if (slice == null) slice = source.next(session());
      retry.succeeded();
      if (slice == null) return pause(source.idleMillis());
      boolean waits = boundaries.open();
      read(records);
      // Records that wait in a transaction can only be ended by an answer, be it an empty one.
      return records.isEmpty() && !waits ? null : records;
    } catch (SQLException failure) {
      failed(failure);
      // What was read so far is whole; nothing may hold a transaction open while the session is replaced.
      if (!records.isEmpty() || boundaries.open()) boundaries.commit();
      return records;
    }
  }

  private void read(List<SourceRecord> records) throws SQLException {
    long began = ticker.now();
    Slice from = slice;
    Position reached = null;
    try {
      while (records.size() < mostRows && !from.changes().exhausted() && !stalls(from, records)) {
        Change change = from.changes().next();
        from.records().add(change, from.positions(), records);
        reached = new Position(change.last().batch(), change.last().number());
      }
    } finally {
      if (reached != null) source.taken(reached);
      source.sent(from.batch(), records.size());
      metrics.read(records.size(), ticker.now() - began);
    }
    boolean ends = from.changes().exhausted();
    boundaries.polled(records.size(), ends || stalls(from, records));
    if (!ends) return;
    slice = null;
    source.finished(from);
    metrics.batch();
    from.close();
  }

  /** Whether Snowflake must be waited for while records are held back: their transaction could run out of time. */
  private boolean stalls(Slice from, List<SourceRecord> records) {
    return (boundaries.open() || !records.isEmpty()) && !from.changes().ready();
  }

  /** Notes that Kafka has a record. */
  public void acknowledged(SourceRecord record) {
    if (record.sourceOffset().get("batch") instanceof Number batch) source.acknowledged(batch.longValue());
  }

  private Snowflake session() throws SQLException {
    if (session == null) {
      session = opener.open();
      source.open(session);
    }
    return session;
  }

  private void failed(SQLException failure) {
    metrics.failed();
    close();
    retry.failed(failure, source.toString());
    metrics.retried();
  }

  private List<SourceRecord> pause(long millis) throws InterruptedException {
    ticker.pause(Math.max(1, Math.min(LONGEST_PAUSE, millis)));
    return null;
  }

  @Override
  public void close() {
    Snowflake closing = session;
    slice = null;
    session = null;
    if (closing != null) closing.close();
  }
}
