package dev.floe.connect.snowflake.window;

import dev.floe.connect.snowflake.config.Mode;
import dev.floe.connect.snowflake.config.RecordKeys;
import dev.floe.connect.snowflake.config.SourceConfig;
import dev.floe.connect.snowflake.config.TuningKeys;
import dev.floe.connect.snowflake.jdbc.Snowflake;
import dev.floe.connect.snowflake.record.Changes;
import dev.floe.connect.snowflake.record.Position;
import dev.floe.connect.snowflake.record.Records;
import dev.floe.connect.snowflake.record.RowFeed;
import dev.floe.connect.snowflake.schema.Evolution;
import dev.floe.connect.snowflake.schema.Shape;
import dev.floe.connect.snowflake.task.Slice;
import dev.floe.connect.snowflake.task.Source;
import dev.floe.connect.snowflake.task.Ticker;
import java.sql.SQLException;
import java.util.Map;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads one closed window after another. A window is part of its rows' offsets, so that it is opened again as it was. */
public final class WindowSource implements Source {
  private static final Logger LOG = LoggerFactory.getLogger(WindowSource.class);

  /** A part of a window costs the whole window's query, so parts are greater than a stage's. */
  private static final int PARTS = 10;

  private final SourceConfig config;
  private final OffsetStorageReader offsets;
  private final Ticker ticker;
  private final Windows windows;
  private final Map<String, Object> partition;
  private Window window;
  private Shape shape;
  private Records records;
  private long nextLook;

  public WindowSource(SourceConfig config, OffsetStorageReader offsets, Ticker ticker) {
    this.config = config;
    this.offsets = offsets;
    this.ticker = ticker;
    boolean changes = config.mode() == Mode.CHANGES;
    windows = changes ? new ChangesWindows(config) : new QueryWindows(config);
    partition = Map.of(config.mode().word(), changes ? config.table().toString() : config.watermark());
  }

  @Override
  public void open(Snowflake session) throws SQLException {
    reshape(session);
    if (window == null) window = Window.of(offsets.offset(partition), windows.start(session));
  }

  @Override
  public Slice next(Snowflake session) throws SQLException {
    if (window.high() == null) {
      if (ticker.now() < nextLook) return null;
      nextLook = ticker.now() + config.getLong(TuningKeys.POLL_INTERVAL);
      reshape(session);
      String end = windows.end(session, window.low());
      if (end == null) return null;
      window = window.to(end);
    }
    Window of = window;
    Shape columns = shape;
    RowFeed.Part part =
        (above, upTo) -> session.query(RowFeed.query(columns, windows.rows(columns, of), "", above, upTo));
    var feed = new RowFeed(part, of.number(), of.taken(), PARTS * config.getInt(TuningKeys.FETCH_SIZE), columns,
        Records.types(config));
    return new Slice(of.number(), new Changes(feed, records.keys()), records, positions(of));
  }

  private void reshape(Snowflake session) throws SQLException {
    Shape now = windows.shape(session);
    if (now.equals(shape)) return;
    now.require(config.keyColumns(), windows.what());
    if (shape != null) changed(session, Evolution.between(shape, now));
    shape = now;
    records = new Records(config, now);
  }

  private void changed(Snowflake session, Evolution evolution) throws SQLException {
    if (evolution.compatible()) return;
    String what = "The columns of " + windows.what() + " were changed incompatibly: " + evolution.describe() + ".";
    String policy = config.getString(RecordKeys.EVOLUTION);
    if (policy.equals("fail"))
      throw new ConnectException(what + " Its position is kept: restart the connector to go on with the new columns, or "
          + "set schema.evolution=ignore to do so by itself.");
    LOG.warn("{} schema.evolution={}: going on with the new columns.", what, policy);
    if (policy.equals("resnapshot")) window = new Window(window.number(), windows.start(session), null, 0);
  }

  private Records.Positions positions(Window of) {
    return new Records.Positions() {
      @Override
      public Map<String, Object> partition() {
        return partition;
      }

      @Override
      public Map<String, Object> offset(long batch, long row) {
        return of.offset(row);
      }
    };
  }

  @Override
  public void taken(Position position) {
    window = window.after(position.row());
  }

  @Override
  public void finished(Slice slice) {
    window = window.done();
  }

  @Override
  public long idleMillis() {
    return nextLook - ticker.now();
  }

  @Override
  public String toString() {
    return "Reading " + windows.what();
  }
}
