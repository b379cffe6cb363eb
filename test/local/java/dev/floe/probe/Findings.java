package dev.floe.probe;

import java.sql.SQLException;

/** Prints what a section saw. */
final class Findings {
  private final String section;

  Findings(String section) {
    this.section = section;
  }

  void note(String name, Object value) {
    String text = value instanceof SQLException error ? code(error) : String.valueOf(value);
    System.out.println(section + "\t" + name + "\t" + text.replace("\n", "\\n"));
  }

  /** Notes what an action answers, or the code and state of its error. */
  void attempt(String name, Action action) {
    try {
      note(name, action.run());
    } catch (Exception failure) {
      note(name, failure);
    }
  }

  private static String code(SQLException error) {
    return error.getErrorCode() + " " + error.getSQLState() + " " + error.getMessage();
  }

  /** Something that may fail. */
  interface Action {
    Object run() throws Exception;
  }
}
