package dev.floe.connect.snowflake.window;

import dev.floe.connect.snowflake.jdbc.Snowflake;
import dev.floe.connect.snowflake.schema.Shape;
import java.sql.SQLException;

/** How rows are cut into windows. */
interface Windows {
  /** Where the first window begins; null for the beginning of everything. */
  String start(Snowflake session) throws SQLException;

  /** The columns as they are now. */
  Shape shape(Snowflake session) throws SQLException;

  /** Where a window that begins there can end now, with nothing to come later within it; null when none can. */
  String end(Snowflake session, String low) throws SQLException;

  /** The numbered rows of a window, as a relation; numbered the same way each time. */
  String rows(Shape shape, Window window);

  /** What is read, for messages. */
  String what();
}
