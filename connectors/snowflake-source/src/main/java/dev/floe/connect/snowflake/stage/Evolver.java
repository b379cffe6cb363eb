package dev.floe.connect.snowflake.stage;

import dev.floe.connect.snowflake.jdbc.Snowflake;
import dev.floe.connect.snowflake.schema.Column;
import dev.floe.connect.snowflake.schema.Evolution;
import dev.floe.connect.snowflake.schema.Shape;
import dev.floe.connect.snowflake.sql.Name;
import java.sql.SQLException;
import java.util.List;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a stage fit a table that was altered, as far as the policy goes. Can be broken off anywhere and begun again. */
final class Evolver {
  private static final Logger LOG = LoggerFactory.getLogger(Evolver.class);

  private final Name table;
  private final StageTable stage;
  private final List<String> keys;
  private final String policy;
  private String warned = "";

  Evolver(Name table, StageTable stage, List<String> keys, String policy) {
    this.table = table;
    this.stage = stage;
    this.keys = keys;
    this.policy = policy;
  }

  /** Whether the table must be sent anew before its changes can go on. Throws where the policy is to fail. */
  boolean needsSnapshot(Shape staged, Shape now) {
    Evolution evolution = Evolution.between(staged, now);
    if (evolution.compatible()) return false;
    now.require(keys, table.toString());
    String what = "The table " + table + " was changed incompatibly: " + evolution.describe() + ".";
    switch (policy) {
      case "ignore" -> {
        if (!what.equals(warned)) LOG.warn("{} schema.evolution=ignore: the records keep their schema.", what);
        warned = what;
        return false;
      }
      case "resnapshot" -> {
        LOG.warn("{} schema.evolution=resnapshot: all its rows are sent again under a new schema.", what);
        return true;
      }
      default -> throw new ConnectException(what + " Records under the old schema could not carry it on. Nothing was "
          + "taken from the stream. Run `floe kafka resnapshot` to send the table anew under the new schema; or set "
          + "schema.evolution=resnapshot to do so by itself, or schema.evolution=ignore to keep the old schema (a "
          + "dropped column is null, a retyped one is cast).");
    }
  }

  /** Alters the stage for what is compatible, or for everything once the table is to be sent anew. */
  Shape apply(Snowflake session, Shape staged, Shape now, boolean everything) throws SQLException {
    Evolution evolution = Evolution.between(staged, now);
    boolean changes = !evolution.added().isEmpty() || !evolution.widened().isEmpty()
        || everything && !evolution.compatible();
    if (!changes) return staged;
    if (everything) {
      for (Column column : evolution.dropped()) stage.drop(session, column);
      for (Column column : evolution.retyped()) stage.drop(session, column);
      for (Column column : evolution.retyped()) stage.add(session, column);
    }
    for (Column column : evolution.widened()) stage.widen(session, column);
    for (Column column : evolution.added()) stage.add(session, column);
    Shape after = stage.shape(session);
    LOG.info("The stage {} follows {}: columns are now {}", stage, table, String.join(", ", after.names()));
    return after;
  }
}
