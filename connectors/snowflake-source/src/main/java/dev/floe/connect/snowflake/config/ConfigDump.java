package dev.floe.connect.snowflake.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.types.Password;

/** Writes a definition's keys as JSON, for tools that check a configuration before a worker sees it. */
public final class ConfigDump {
  private ConfigDump() {}

  /** Writes the connector's keys to the file named by the first argument. */
  public static void main(String[] arguments) throws IOException {
    Files.writeString(Path.of(arguments[0]), json(SourceConfig.definition()));
  }

  /** One line per key, in the order of groups and of keys within a group. */
  public static String json(ConfigDef definition) {
    return definition.groups().stream()
        .flatMap(group -> definition.configKeys().values().stream()
            .filter(key -> key.group.equals(group))
            .sorted((left, right) -> Integer.compare(left.orderInGroup, right.orderInGroup)))
        .map(ConfigDump::key)
        .collect(Collectors.joining(",\n", "[\n", "\n]\n"));
  }

  private static String key(ConfigDef.ConfigKey key) {
    boolean required = !key.hasDefault();
    return "  {\"name\": " + quoted(key.name)
        + ", \"type\": " + quoted(key.type.name().toLowerCase(java.util.Locale.ROOT))
        + ", \"default\": " + (required ? "null" : value(key.defaultValue))
        + ", \"importance\": " + quoted(key.importance.name().toLowerCase(java.util.Locale.ROOT))
        + ", \"required\": " + required
        + ", \"validValues\": " + (key.validator == null ? "null" : quoted(key.validator.toString()))
        + ", \"documentation\": " + quoted(key.documentation)
        + ", \"group\": " + quoted(key.group) + "}";
  }

  private static String value(Object value) {
    if (value == null || value instanceof Number || value instanceof Boolean) return String.valueOf(value);
    if (value instanceof Password password) return quoted(password.value());
    if (value instanceof List<?> list) return quoted(list.stream().map(String::valueOf).collect(Collectors.joining(",")));
    return quoted(String.valueOf(value));
  }

  private static String quoted(String text) {
    var json = new StringBuilder("\"");
    for (char letter : text.toCharArray()) {
      if (letter == '"' || letter == '\\') json.append('\\').append(letter);
      else if (letter < ' ') json.append(String.format("\\u%04x", (int) letter));
      else json.append(letter);
    }
    return json.append('"').toString();
  }
}
