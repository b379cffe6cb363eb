package dev.floe.connect.snowflake.stage;

/**
 * Whose a stage is, as its claim table says: the stage's own id, the start that holds it, the last batch staged, and
 * whether the whole table is to be sent.
 */
public record Claim(String stage, String owner, long epoch, long batch, Snapshot snapshot) {
  /** How far the whole table has been staged. */
  public enum Snapshot {
    /** Never asked for. */
    NONE,
    /** Asked for: by the mode, an incompatible change of the table, or by hand. */
    WANTED,
    /** The stream was made anew and begins with the whole table, which is still to be staged. */
    TAKING,
    /** Staged. */
    DONE
  }

  Claim with(long batch, Snapshot snapshot) {
    return new Claim(stage, owner, epoch, batch, snapshot);
  }
}
