package dev.floe.connect.snowflake.schema;

import dev.floe.connect.snowflake.sql.Name;

/** A column: its name as stored, its kind, its type's own words, and for numbers their digits. */
public record Column(String name, Kind kind, String type, int precision, int scale) {
  private static final String EPOCH = "DATE_PART(EPOCH_MICROSECOND, ";

  /** A column of the driver's description. */
  public static Column of(String name, String type, int precision, int scale) {
    return new Column(name, Kind.of(name, type), type.toUpperCase(java.util.Locale.ROOT), precision, scale);
  }

  public String sql() {
    return Name.quoted(name);
  }

  /** The type as DDL; text and binary at their greatest length, so that only meaning is ever altered. */
  public String ddl() {
    return switch (kind) {
      case NUMBER -> "NUMBER(" + precision + "," + scale + ")";
      case FLOAT -> "FLOAT";
      case TEXT -> "VARCHAR";
      case BOOLEAN -> "BOOLEAN";
      case BINARY -> "BINARY";
      case DATE -> "DATE";
      case TIME -> "TIME(9)";
      case TIMESTAMP_NTZ -> "TIMESTAMP_NTZ(9)";
      case TIMESTAMP_LTZ -> "TIMESTAMP_LTZ(9)";
      case TIMESTAMP_TZ -> "TIMESTAMP_TZ(9)";
      case JSON, GEOGRAPHY -> type;
    };
  }

  /** The column as it is read: dates and times in one plain form, so that no driver's or session's time zone can change them. */
  public String read() {
    return switch (kind) {
      case DATE -> "DATEDIFF(day, '1970-01-01'::DATE, " + sql() + ")";
      case TIME -> "TO_CHAR(" + sql() + ", 'HH24:MI:SS.FF6')";
      case TIMESTAMP_NTZ, TIMESTAMP_LTZ, TIMESTAMP_TZ -> EPOCH + sql() + ")";
      case JSON -> "TO_JSON(" + sql() + ")";
      case GEOGRAPHY -> "TO_JSON(ST_ASGEOJSON(" + sql() + "))";
      default -> sql();
    };
  }
}
