package dev.floe.connect.snowflake.record;

/** One row as it was read: what happened to it, where it stands, and its values in the order of the columns. */
public record Row(Action action, long batch, long number, String id, long stagedMillis, Object[] values) {
  /** What a row of a stream says. */
  public enum Action {
    INSERT, DELETE, UPDATE_BEFORE, UPDATE_AFTER, READ;

    /** Reads METADATA$ACTION and METADATA$ISUPDATE. */
    public static Action of(String action, boolean update) {
      if (action.equals("INSERT")) return update ? UPDATE_AFTER : INSERT;
      if (action.equals("DELETE")) return update ? UPDATE_BEFORE : DELETE;
      return READ;
    }
  }
}
