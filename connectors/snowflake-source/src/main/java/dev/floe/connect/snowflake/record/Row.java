package dev.floe.connect.snowflake.record;

/** One row as it was read: what happened to it, where it stands, and its values in the order of the columns. */
public record Row(Action action, long batch, long number, String id, long stagedMillis, Object[] values) {
  /** What a row of a stream says, and the letter it is staged under. */
  public enum Action {
    INSERT('I'), DELETE('D'), UPDATE_BEFORE('B'), UPDATE_AFTER('A'), READ('R');

    /** The letter of METADATA$ACTION and METADATA$ISUPDATE, as SQL over a stream. */
    public static final String SQL = "CASE WHEN METADATA$ISUPDATE THEN IFF(METADATA$ACTION = 'DELETE', 'B', 'A') "
        + "ELSE LEFT(METADATA$ACTION, 1) END";

    /** The same for the rows a stream begins with. */
    public static final String FIRST_SQL = "IFF(METADATA$ACTION = 'DELETE', 'D', 'R')";

    private final char letter;

    Action(char letter) {
      this.letter = letter;
    }

    public char letter() {
      return letter;
    }

    /** The action of a letter. */
    public static Action of(String letter) {
      return switch (letter.charAt(0)) {
        case 'I' -> INSERT;
        case 'D' -> DELETE;
        case 'B' -> UPDATE_BEFORE;
        case 'A' -> UPDATE_AFTER;
        case 'R' -> READ;
        default -> throw new IllegalArgumentException("A staged row has the operation '" + letter
            + "', which no connector writes; the stage table was changed by hand.");
      };
    }
  }
}
