package dev.floe.connect.snowflake.stage;

import dev.floe.connect.snowflake.jdbc.Rows;
import dev.floe.connect.snowflake.jdbc.Snowflake;
import dev.floe.connect.snowflake.schema.Shape;
import dev.floe.connect.snowflake.sql.Name;
import java.sql.SQLException;
import java.util.Locale;
import org.apache.kafka.connect.errors.ConnectException;

/** The stream of a table. */
public final class StreamObject {
  private static final String METADATA = "METADATA$";

  private final Name name;
  private final Name table;
  private String kind = "TABLE";
  private boolean appendOnly;

  public StreamObject(Name name, Name table) {
    this.name = name;
    this.table = table;
  }

  public Name name() {
    return name;
  }

  /** The statement that makes it, from now on. */
  public String create() {
    return "CREATE STREAM IF NOT EXISTS " + name.sql() + " ON TABLE " + table.sql();
  }

  /** The statement that makes it anew, beginning with the rows the table has. What it held is dropped. */
  public String again() {
    return "CREATE OR REPLACE STREAM " + name.sql() + " ON " + kind + " " + table.sql()
        + (appendOnly ? " APPEND_ONLY = TRUE" : "") + " SHOW_INITIAL_ROWS = TRUE";
  }

  /** What there is under the stream's name. */
  public enum State { MISSING, STALE, READY }

  /** Looks at it, and checks that it is on the right table. Needs no warehouse. */
  public State look(Snowflake session) throws SQLException {
    String like = name.object().replace("\\", "\\\\").replace("_", "\\_").replace("%", "\\%");
    String schema = Name.quoted(name.database()) + "." + Name.quoted(name.schema());
    try (Rows rows = session.query("SHOW STREAMS LIKE " + Name.literal(like) + " IN SCHEMA " + schema)) {
      while (rows.next()) {
        if (!name.object().equals(rows.text(rows.place("name")))) continue;
        on(rows.text(rows.place("table_name")));
        kind = rows.text(rows.place("source_type")).toUpperCase(Locale.ROOT);
        appendOnly = "APPEND_ONLY".equals(rows.text(rows.place("mode")));
        return "true".equalsIgnoreCase(rows.text(rows.place("stale"))) ? State.STALE : State.READY;
      }
    }
    return State.MISSING;
  }

  private void on(String shown) {
    Name actual;
    try {
      actual = Name.parse("table_name", shown);
    } catch (IllegalArgumentException hidden) {
      // A role without rights on the table is not told its name; reading will say so.
      return;
    }
    if (!actual.equals(table))
      throw new ConnectException("The stream " + name + " is on " + actual + ", not on " + table
          + ": name the stream of the table, or the table of the stream.");
  }

  /** Whether it may have rows. Needs no warehouse. */
  public boolean hasData(Snowflake session) throws SQLException {
    String answer = session.single("SELECT SYSTEM$STREAM_HAS_DATA(" + Name.literal(name.sql()) + ")");
    return "true".equalsIgnoreCase(answer) || "1".equals(answer);
  }

  /** The table's columns as the stream shows them now. */
  public Shape shape(Snowflake session) throws SQLException {
    return session.describe("SELECT * FROM " + name.sql()).without(METADATA);
  }
}
