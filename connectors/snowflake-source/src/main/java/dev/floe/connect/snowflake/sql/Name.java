package dev.floe.connect.snowflake.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The full name of a Snowflake object, as Snowflake stores it. */
public record Name(String database, String schema, String object) {
  private static final Pattern PART = Pattern.compile("\\G(?:([A-Za-z_][A-Za-z0-9_$]*)|\"((?:[^\"]|\"\")+)\")(\\.|$)");

  /** Reads DATABASE.SCHEMA.NAME; unquoted parts are upper-cased as Snowflake does. */
  public static Name parse(String key, String text) {
    List<String> parts = new ArrayList<>();
    Matcher matcher = PART.matcher(text.strip());
    int end = 0;
    while (matcher.find()) {
      parts.add(matcher.group(1) != null ? upper(matcher.group(1)) : matcher.group(2).replace("\"\"", "\""));
      end = matcher.end();
    }
    if (parts.size() != 3 || end != text.strip().length() || text.strip().endsWith("."))
      throw new IllegalArgumentException(key + " must be DATABASE.SCHEMA.NAME, got '" + text + "'.");
    return new Name(parts.get(0), parts.get(1), parts.get(2));
  }

  /** One name as Snowflake stores it: unquoted upper-cased, quoted kept. */
  public static String part(String text) {
    String bare = text.strip();
    if (bare.length() > 1 && bare.startsWith("\"") && bare.endsWith("\""))
      return bare.substring(1, bare.length() - 1).replace("\"\"", "\"");
    return upper(bare);
  }

  /** An object of the same schema, named after this one. */
  public Name sibling(String before, String after) {
    return new Name(database, schema, before + object + after);
  }

  /** The name as SQL, quoted, so that no letter of it can be read as anything else. */
  public String sql() {
    return quoted(database) + "." + quoted(schema) + "." + quoted(object);
  }

  /** The name as people write it. */
  @Override
  public String toString() {
    return database + "." + schema + "." + object;
  }

  /** An identifier in quotes. */
  public static String quoted(String identifier) {
    return "\"" + identifier.replace("\"", "\"\"") + "\"";
  }

  /** A string in quotes. */
  public static String literal(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
  }

  private static String upper(String text) {
    return text.toUpperCase(Locale.ROOT);
  }
}
