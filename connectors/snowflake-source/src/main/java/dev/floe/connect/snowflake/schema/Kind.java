package dev.floe.connect.snowflake.schema;

import java.util.Locale;

/** The kinds of a Snowflake column that matter to a record. */
public enum Kind {
  NUMBER, FLOAT, TEXT, BOOLEAN, BINARY, DATE, TIME, TIMESTAMP_NTZ, TIMESTAMP_LTZ, TIMESTAMP_TZ, JSON, GEOGRAPHY;

  /** The kind of a type as the driver or DESCRIBE names it. */
  public static Kind of(String column, String type) {
    String word = type.toUpperCase(Locale.ROOT).replaceAll("\\(.*", "").strip();
    return switch (word) {
      case "NUMBER", "DECIMAL", "NUMERIC", "FIXED", "BIGINT", "INTEGER", "INT", "SMALLINT", "TINYINT" -> NUMBER;
      case "FLOAT", "DOUBLE", "REAL", "DOUBLE PRECISION" -> FLOAT;
      case "VARCHAR", "TEXT", "STRING", "CHAR" -> TEXT;
      case "BOOLEAN" -> BOOLEAN;
      case "BINARY", "VARBINARY" -> BINARY;
      case "DATE" -> DATE;
      case "TIME" -> TIME;
      case "TIMESTAMPNTZ", "TIMESTAMP_NTZ", "TIMESTAMP", "DATETIME" -> TIMESTAMP_NTZ;
      case "TIMESTAMPLTZ", "TIMESTAMP_LTZ" -> TIMESTAMP_LTZ;
      case "TIMESTAMPTZ", "TIMESTAMP_TZ" -> TIMESTAMP_TZ;
      case "VARIANT", "OBJECT", "ARRAY", "MAP" -> JSON;
      case "GEOGRAPHY", "GEOMETRY" -> GEOGRAPHY;
      default -> throw new IllegalArgumentException(
          "Column " + column + " has the type " + type + ", which has no place in a record; leave it out by a view.");
    };
  }
}
