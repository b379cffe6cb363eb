package dev.floe.connect.snowflake.jdbc;

import java.sql.SQLException;
import java.util.Locale;
import java.util.Set;

/** Tells failures that pass from those that stay, and says of the latter what to do. */
public final class Failures {
  /** The state of an attempt that a change of the table made void. */
  public static final String ALTERED = "F0001";

  private static final int NO_OBJECT = 2003;
  private static final int NO_PRIVILEGE = 3001;
  private static final Set<Integer> BAD_LOGIN = Set.of(390100, 390144, 390186, 390189, 390201, 390303, 390304, 390305, 394304);
  /** The session is gone, its tokens have run out, or the driver could not reach anybody. */
  private static final Set<Integer> LOST = Set.of(390110, 390111, 390112, 390114, 390318, 200001, 200015, 300002, 604, 630);
  private static final Set<Integer> LOCKED = Set.of(625, 200002, 200042);

  private Failures() {}

  /** Whether the same work may succeed in a new session. */
  public static boolean passing(SQLException failure) {
    if (BAD_LOGIN.contains(failure.getErrorCode())) return false;
    if (LOCKED.contains(failure.getErrorCode()) || LOST.contains(failure.getErrorCode())) return true;
    String state = failure.getSQLState() == null ? "" : failure.getSQLState();
    if (state.startsWith("08") || state.equals("58030") || state.equals("57P01") || state.equals(ALTERED)) return true;
    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause())
      if (cause instanceof java.io.IOException) return true;
    return false;
  }

  /** Whether an object is not there, or not to be seen. */
  public static boolean missing(SQLException failure) {
    return failure.getErrorCode() == NO_OBJECT;
  }

  /** The failure with its fix. */
  public static String explain(SQLException failure, String doing) {
    String message = String.valueOf(failure.getMessage()).strip();
    return doing + " failed: " + message + fix(failure.getErrorCode(), message.toLowerCase(Locale.ROOT));
  }

  private static String fix(int code, String message) {
    if (BAD_LOGIN.contains(code))
      return " Check snowflake.user, its RSA_PUBLIC_KEY and the private key, or the OAuth client.";
    if (message.contains("stale"))
      return " The stream was not read within its table's data retention: changes are lost in Snowflake. Recreate the "
          + "stream, then run `floe kafka resnapshot`; raise MAX_DATA_EXTENSION_TIME_IN_DAYS to allow longer outages.";
    if (message.contains("time travel data"))
      return " The position lies before the table was made or change tracking was switched on, or is older than its data "
          + "retention. Set changes.start.timestamp later (a new connector), raise DATA_RETENTION_TIME_IN_DAYS, or use mode "
          + "stream, whose stream extends the retention.";
    if (message.contains("no active warehouse"))
      return " Grant the role USAGE on the warehouse named by snowflake.warehouse, and check its name.";
    if (message.contains("change tracking"))
      return " Run ALTER TABLE .. SET CHANGE_TRACKING = TRUE as the table's owner.";
    if (code == NO_PRIVILEGE) return " Grant the missing privilege to the role named by snowflake.role.";
    if (code == NO_OBJECT)
      return " Check the name, and that the role named by snowflake.role has USAGE on its database and schema.";
    return "";
  }
}
