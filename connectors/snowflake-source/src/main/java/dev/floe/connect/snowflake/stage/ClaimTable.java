package dev.floe.connect.snowflake.stage;

import dev.floe.connect.snowflake.jdbc.Rows;
import dev.floe.connect.snowflake.jdbc.Snowflake;
import dev.floe.connect.snowflake.sql.Name;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one row that lets a single start of a single connector write to a stage. */
public final class ClaimTable {
  private static final Logger LOG = LoggerFactory.getLogger(ClaimTable.class);

  private final Name name;
  private final Name stage;
  private final String transaction;

  public ClaimTable(Name name, Name stage) {
    this.name = name;
    this.stage = stage;
    transaction = "FLOE_KAFKA_" + UUID.nameUUIDFromBytes(name.sql().getBytes(StandardCharsets.UTF_8)).toString()
        .replace('-', '_').toUpperCase(Locale.ROOT);
  }

  /** Runs work on the claim in one transaction. */
  public <T> T transaction(Snowflake session, Snowflake.Work<T> work) throws SQLException {
    return session.transaction(transaction, work);
  }

  /**
   * Ends what an earlier session left open when its worker was killed or its connection lost: the transaction would keep
   * the claim's row locked until Snowflake gives it up, minutes later. Needs no privilege: a user may end its own.
   */
  public void release(Snowflake session) throws SQLException {
    List<String> open = new ArrayList<>();
    try (Rows rows = session.query("SHOW TRANSACTIONS")) {
      while (rows.next()) if (transaction.equals(rows.text(rows.place("name")))) open.add(rows.text(rows.place("id")));
    }
    for (String id : open)
      LOG.info("An earlier session left a transaction open: {}",
          session.single("SELECT SYSTEM$ABORT_TRANSACTION(" + Long.parseLong(id) + ")"));
  }

  /** The statement that makes it. */
  public String create() {
    return "CREATE TABLE IF NOT EXISTS " + name.sql() + " (STAGE_ID VARCHAR NOT NULL, OWNER VARCHAR, EPOCH NUMBER(18,0) "
        + "NOT NULL, BATCH NUMBER(18,0) NOT NULL, SNAPSHOT VARCHAR NOT NULL)";
  }

  /** Takes the stage for a start of a connector; earlier starts of it can stage no more. */
  public Claim take(Snowflake session, String owner, boolean snapshot) throws SQLException {
    transaction(session, () -> {
      long mine = session.update("UPDATE " + name.sql() + " SET OWNER = " + Name.literal(owner)
          + ", EPOCH = EPOCH + 1 WHERE OWNER IS NULL OR OWNER = " + Name.literal(owner));
      if (mine == 0 && read(session) == null)
        session.update("INSERT INTO " + name.sql() + " (STAGE_ID, OWNER, EPOCH, BATCH, SNAPSHOT) VALUES ("
            + Name.literal(UUID.randomUUID().toString()) + ", " + Name.literal(owner) + ", 1, 0, '"
            + (snapshot ? Claim.Snapshot.WANTED : Claim.Snapshot.NONE) + "')");
      return null;
    });
    Claim claim = read(session);
    if (!claim.owner().equals(owner)) throw foreign(claim.owner(), owner);
    if (snapshot && claim.snapshot() == Claim.Snapshot.NONE) return advance(session, claim, false, Claim.Snapshot.WANTED);
    return claim;
  }

  /** Throws when the stage is another connector's, before anything of that one is touched. */
  public void free(Snowflake session, String owner) throws SQLException {
    Claim now = read(session);
    if (now != null && !now.owner().isEmpty() && !now.owner().equals(owner)) throw foreign(now.owner(), owner);
  }

  /** The claim as it is now. Throws when another start has taken it. */
  public Claim verify(Snowflake session, Claim claim) throws SQLException {
    Claim now = read(session);
    if (now == null || !now.owner().equals(claim.owner()) || now.epoch() != claim.epoch()
        || !now.stage().equals(claim.stage())) throw fenced(claim);
    return now;
  }

  /** Counts a batch, or notes where the snapshot is. Throws, writing nothing, when another start has taken the claim. */
  public Claim advance(Snowflake session, Claim claim, boolean batch, Claim.Snapshot snapshot) throws SQLException {
    Claim next = claim.with(claim.batch() + (batch ? 1 : 0), snapshot);
    long mine = session.update("UPDATE " + name.sql() + " SET BATCH = " + next.batch() + ", SNAPSHOT = '" + snapshot
        + "' WHERE OWNER = " + Name.literal(claim.owner()) + " AND EPOCH = " + claim.epoch() + " AND BATCH = "
        + claim.batch() + " AND SNAPSHOT = '" + claim.snapshot() + "'");
    if (mine == 0) throw fenced(claim);
    return next;
  }

  private Claim read(Snowflake session) throws SQLException {
    try (Rows rows = session.query("SELECT STAGE_ID, OWNER, EPOCH, BATCH, SNAPSHOT FROM " + name.sql())) {
      if (!rows.next()) return null;
      var claim = new Claim(rows.text(0), rows.text(1) == null ? "" : rows.text(1), rows.integer(2), rows.integer(3),
          Claim.Snapshot.valueOf(rows.text(4)));
      if (rows.next())
        throw new ConnectException("The claim table " + name + " holds more than one row, so two connectors could both "
            + "think the stage theirs. Delete all but the row of the connector that is to go on.");
      return claim;
    }
  }

  private ConnectException foreign(String owner, String wanted) {
    return new ConnectException("The stage " + stage + " belongs to the connector '" + owner + "': two connectors on one "
        + "stage would deliver every row twice. Give '" + wanted + "' a stream and a stage.table of its own; or, when '"
        + owner + "' is gone for good, run UPDATE " + name.sql() + " SET OWNER = " + Name.literal(wanted)
        + " (rows it delivered and had not cleaned up come again).");
  }

  private ConnectException fenced(Claim claim) {
    return new ConnectException("Another task took over the stage " + stage + " from this one (start " + claim.epoch()
        + " of '" + claim.owner() + "'), so this one stops. That is right after a move to another worker; if it "
        + "repeats, a second connector of the same name runs on another Connect cluster: delete it. A new snapshot that was "
        + "asked for while this task ran stops it too: restart the connector.");
  }
}
