package dev.floe.connect.snowflake.record;

import java.util.Arrays;

/**
 * What happened to one row. Its position is that of its last row; `from` is the one before its first, so that a change
 * that becomes two records is never taken for done after one.
 */
public record Change(Op op, Object[] before, Object[] after, Row last, long fromNumber) {
  /** The operations, by the letters of the header floe.op. */
  public enum Op {
    CREATE("c"), UPDATE("u"), DELETE("d"), READ("r");

    private final String letter;

    Op(String letter) {
      this.letter = letter;
    }

    public String letter() {
      return letter;
    }
  }

  /** A change of a single row. A lone half of an update moved its key: the old key goes, the new one comes. */
  static Change single(Row row) {
    return switch (row.action()) {
      case DELETE, UPDATE_BEFORE -> new Change(Op.DELETE, row.values(), null, row, row.number() - 1);
      case INSERT, UPDATE_AFTER -> new Change(Op.CREATE, null, row.values(), row, row.number() - 1);
      case READ -> new Change(Op.READ, null, row.values(), row, row.number() - 1);
    };
  }

  /** An update, when two neighbours are its halves: same row, same key, before then after. */
  static Change paired(Row first, Row second, int[] keys) {
    boolean halves = first.action() == Row.Action.UPDATE_BEFORE && second.action() == Row.Action.UPDATE_AFTER
        && first.batch() == second.batch() && first.id() != null && first.id().equals(second.id());
    if (!halves) return null;
    for (int key : keys)
      if (!java.util.Objects.deepEquals(first.values()[key], second.values()[key])) return null;
    return new Change(Op.UPDATE, first.values(), second.values(), second, first.number() - 1);
  }

  /** The image that holds the key. */
  Object[] image() {
    return after != null ? after : before;
  }

  @Override
  public String toString() {
    return op + " " + last.batch() + "/" + last.number() + " " + Arrays.toString(image());
  }
}
