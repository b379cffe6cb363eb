package dev.floe.connect.snowflake.stage;

import dev.floe.connect.snowflake.config.RecordKeys;
import dev.floe.connect.snowflake.config.SourceConfig;
import dev.floe.connect.snowflake.config.SourceKeys;
import dev.floe.connect.snowflake.jdbc.Failures;
import dev.floe.connect.snowflake.jdbc.Snowflake;
import dev.floe.connect.snowflake.schema.Shape;
import java.sql.SQLException;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Moves rows from the stream, or the whole table, to the stage: each time in one transaction, fenced by the claim. */
final class Staging {
  private static final Logger LOG = LoggerFactory.getLogger(Staging.class);

  /** What a transaction did. */
  record Staged(Claim claim, long rows) {}

  private final SourceConfig config;
  private final StageTable stage;
  private final ClaimTable claims;
  private final StreamObject stream;
  private final Evolver evolver;

  Staging(SourceConfig config, StageTable stage, ClaimTable claims) {
    this.config = config;
    this.stage = stage;
    this.claims = claims;
    stream = new StreamObject(config.stream(), config.table());
    evolver = new Evolver(
        config.table(), stage, config.keyColumns(), config.getString(RecordKeys.EVOLUTION));
  }

  /** Checks the tables, and makes missing ones where that is wanted. */
  void tables(Snowflake session) throws SQLException {
    if (config.creates()) {
      session.update(stage.create());
      session.update(claims.create());
      return;
    }
    exists(session, "stage table " + config.stage(), config.stage().sql(), stage.create());
    exists(session, "claim table " + config.claim(), config.claim().sql(), claims.create());
  }

  /** Checks the stream, and that it has the key columns. One that is stale, but to be made anew, is none the worse. */
  void stream(Snowflake session, Claim claim) throws SQLException {
    StreamObject.State state = stream.look(session);
    if (state == StreamObject.State.MISSING && !config.creates())
      throw missing("stream " + stream.name(), stream.create());
    if (state == StreamObject.State.MISSING) session.update(stream.create());
    if (state == StreamObject.State.STALE && claim.snapshot() != Claim.Snapshot.WANTED)
      throw new ConnectException("The stream " + stream.name() + " is stale: it was not read within its table's data "
          + "retention, so Snowflake has lost changes. Run `floe kafka resnapshot`, which makes it anew and sends the whole "
          + "table; raise the table's MAX_DATA_EXTENSION_TIME_IN_DAYS to allow longer outages.");
    if (state != StreamObject.State.STALE)
      stream.shape(session).require(config.keyColumns(), config.table().toString());
  }

  private static void exists(Snowflake session, String what, String sql, String create) throws SQLException {
    try {
      session.describe("SELECT * FROM " + sql);
    } catch (SQLException failure) {
      if (Failures.missing(failure)) throw missing(what, create);
      throw failure;
    }
  }

  private static ConnectException missing(String what, String create) {
    return new ConnectException("The " + what + " does not exist, or the role may not see it. Deploy the connector by its "
        + "component, which makes it; or set " + SourceKeys.CREATE + "=true; or run: " + create);
  }

  /** Whether there is anything to stage. */
  boolean due(Snowflake session, Claim claim) throws SQLException {
    return pending(claim) || stream.hasData(session);
  }

  private static boolean pending(Claim claim) {
    return claim.snapshot() == Claim.Snapshot.WANTED || claim.snapshot() == Claim.Snapshot.TAKING;
  }

  Shape shape(Snowflake session) throws SQLException {
    return stream.shape(session);
  }

  /** Whether the whole table is to be staged. */
  boolean anew(Claim claim, Shape staged, Shape now) {
    return pending(claim) || evolver.needsSnapshot(staged, now);
  }

  /** Notes, before anything is altered, that the whole table is to be staged: a task that is killed now goes on with it. */
  Claim want(Snowflake session, Claim claim) throws SQLException {
    return pending(claim) ? claim : claims.advance(session, claim, false, Claim.Snapshot.WANTED);
  }

  /** The stage's shape after it got what the table has and it lacks: all columns, when it was just made. */
  Shape grow(Snowflake session) throws SQLException {
    return evolver.apply(session, stage.shape(session), stream.shape(session), false);
  }

  Shape fit(Snowflake session, Shape staged, Shape now, boolean anew) throws SQLException {
    return evolver.apply(session, staged, now, anew);
  }

  /** Makes the stream anew, so that it begins with the whole table; broken off, it is made anew again. */
  Claim begin(Snowflake session, Claim claim) throws SQLException {
    if (claim.snapshot() != Claim.Snapshot.WANTED) return claim;
    claims.verify(session, claim);
    session.update(stream.again());
    LOG.info("Made the stream {} anew: all rows of {} are sent", stream.name(), config.table());
    return claims.advance(session, claim, false, Claim.Snapshot.TAKING);
  }

  /** Takes what the stream has, as one batch. */
  Staged stage(Snowflake session, Claim claim, Layout layout) throws SQLException {
    boolean first = claim.snapshot() == Claim.Snapshot.TAKING;
    return claims.transaction(session, () -> {
      Claim next = claims.advance(session, claim, true, first ? Claim.Snapshot.DONE : claim.snapshot());
      long rows = stage.fill(session, stream.name(), next.batch(), layout, config.keyColumns(), first);
      unchanged(session, layout);
      return new Staged(next, rows);
    });
  }

  /** A column added since the shape was looked at would be missing from the rows: nothing is kept then. */
  private void unchanged(Snowflake session, Layout layout) throws SQLException {
    if (!stream.shape(session).equals(layout.source()))
      throw new SQLException(config.table() + " was altered while its changes were staged", Failures.ALTERED);
  }
}
