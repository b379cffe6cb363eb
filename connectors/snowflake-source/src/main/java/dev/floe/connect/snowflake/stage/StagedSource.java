package dev.floe.connect.snowflake.stage;

import dev.floe.connect.snowflake.config.Mode;
import dev.floe.connect.snowflake.config.RecordKeys;
import dev.floe.connect.snowflake.config.SourceConfig;
import dev.floe.connect.snowflake.config.TuningKeys;
import dev.floe.connect.snowflake.jdbc.Snowflake;
import dev.floe.connect.snowflake.metrics.SourceMetrics;
import dev.floe.connect.snowflake.record.Changes;
import dev.floe.connect.snowflake.record.Position;
import dev.floe.connect.snowflake.record.Records;
import dev.floe.connect.snowflake.record.RowFeed;
import dev.floe.connect.snowflake.schema.Shape;
import dev.floe.connect.snowflake.task.Slice;
import dev.floe.connect.snowflake.task.Source;
import dev.floe.connect.snowflake.task.Ticker;
import java.sql.SQLException;

/** Reads what is staged, and when that is done stages more. */
public final class StagedSource implements Source {
  private static final long UNTIL_ACKNOWLEDGED = 100;

  private final SourceConfig config;
  private final String owner;
  private final Offsets offsets;
  private final Ticker ticker;
  private final SourceMetrics metrics;
  private final StageTable stage;
  private final ClaimTable claims;
  private final Staging staging;
  private Claim claim;
  private Shape shape;
  private Position position;
  private Acknowledged acknowledged;
  private Records records;
  private boolean unread;
  private long cleaned;
  private long nextCleaning;
  private long nextLook;

  public StagedSource(SourceConfig config, String owner, Offsets offsets, Ticker ticker, SourceMetrics metrics) {
    this.config = config;
    this.owner = owner;
    this.offsets = offsets;
    this.ticker = ticker;
    this.metrics = metrics;
    stage = new StageTable(config.stage());
    claims = new ClaimTable(config.claim(), config.stage());
    staging = new Staging(config, stage, claims);
  }

  @Override
  public void open(Snowflake session) throws SQLException {
    if (claim == null) {
      staging.tables(session);
      claims.free(session, owner);
      claims.release(session);
      Claim taken = claims.take(session, owner, config.mode() == Mode.SNAPSHOT);
      staging.stream(session, taken);
      position = offsets.read(taken.stage());
      acknowledged = new Acknowledged(position.batch());
      cleaned = 0;
      claim = taken;
    } else {
      // A commit whose answer was lost may have staged a batch.
      claim = claims.verify(session, claim);
      claims.release(session);
    }
    reshape(claim.snapshot() == Claim.Snapshot.WANTED ? stage.shape(session) : staging.grow(session));
    unread = true;
  }

  @Override
  public Slice next(Snowflake session) throws SQLException {
    if (unread) {
      Long batch = stage.following(session, position);
      if (batch != null) return slice(session, batch);
      unread = false;
    }
    clean(session);
    if (ticker.now() < nextLook) return null;
    if (!staging.due(session, claim)) {
      rest();
      return null;
    }
    if (claim.snapshot() == Claim.Snapshot.WANTED) claim = staging.begin(session, claim);
    Shape now = staging.shape(session);
    boolean anew = staging.anew(claim, shape, now);
    // An incompatible change takes columns from the stage, so nothing may need to be read from it again.
    if (anew && !acknowledged.all()) {
      nextLook = ticker.now() + UNTIL_ACKNOWLEDGED;
      return null;
    }
    if (anew) claim = staging.begin(session, staging.want(session, claim));
    reshape(staging.fit(session, shape, now, anew));
    Staging.Staged staged = staging.stage(session, claim, new Layout(now, shape));
    claim = staged.claim();
    metrics.staged(claim.batch());
    rest();
    return staged.rows() == 0 ? null : slice(session, claim.batch());
  }

  private void rest() {
    nextLook = ticker.now() + config.getLong(TuningKeys.POLL_INTERVAL);
  }

  private void reshape(Shape now) {
    if (now.equals(shape)) return;
    shape = now;
    // A stage that was just made, and waits for its table's columns, holds no rows.
    if (now.columns().isEmpty()) return;
    now.require(config.keyColumns(), config.table().toString());
    records = new Records(config, now);
  }

  private Slice slice(Snowflake session, long batch) throws SQLException {
    long after = batch == position.batch() ? position.row() : 0;
    Shape columns = shape;
    RowFeed.Part part = (above, upTo) -> session.query(stage.rows(columns, batch, above, upTo));
    var feed = new RowFeed(
        part, batch, after, config.getInt(TuningKeys.FETCH_SIZE), columns, Records.types(config));
    var changes = new Changes(feed, records.keys());
    metrics.waiting(changes.stagedMillis());
    return new Slice(batch, changes, records, offsets.positions());
  }

  private void clean(Snowflake session) throws SQLException {
    long upTo = acknowledged.upTo();
    if (upTo <= cleaned || ticker.now() < nextCleaning) return;
    metrics.cleaned(stage.clean(session, upTo));
    cleaned = upTo;
    nextCleaning = ticker.now() + config.getLong(TuningKeys.CLEANUP_INTERVAL);
  }

  @Override
  public void taken(Position reached) {
    position = reached;
  }

  @Override
  public void finished(Slice slice) {
    position = new Position(slice.batch(), Long.MAX_VALUE);
    acknowledged.whole(slice.batch());
  }

  @Override
  public void sent(long batch, int count) {
    acknowledged.sent(batch, count);
  }

  @Override
  public void acknowledged(long batch) {
    if (acknowledged != null) acknowledged.had(batch);
  }

  @Override
  public long idleMillis() {
    return nextLook - ticker.now();
  }

  /** What the connector is doing, for messages. */
  @Override
  public String toString() {
    return "Reading the changes of " + config.table() + " (" + config.getString(RecordKeys.FORMAT) + ")";
  }
}
