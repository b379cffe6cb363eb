package dev.floe.connect.snowflake.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigDef.Width;

/** Adds keys of one group to a definition, in the order they are read. */
final class Keys {
  private final ConfigDef definition;
  private final String group;
  private int order;

  Keys(ConfigDef definition, String group) {
    this.definition = definition;
    this.group = group;
  }

  Keys required(String name, Type type, Validator validator, String documentation) {
    return add(name, type, ConfigDef.NO_DEFAULT_VALUE, validator, Importance.HIGH, documentation);
  }

  Keys optional(String name, Type type, Object fallback, Importance importance, String documentation) {
    return add(name, type, fallback, null, importance, documentation);
  }

  Keys number(String name, Type type, Number fallback, Number least, Number most, String documentation) {
    return add(name, type, fallback, ConfigDef.Range.between(least, most), Importance.MEDIUM, documentation);
  }

  Keys choice(String name, String fallback, List<String> words, Importance importance, String documentation) {
    var validator = ConfigDef.ValidString.in(words.toArray(String[]::new));
    return add(name, Type.STRING, fallback, validator, importance, documentation);
  }

  private Keys add(
      String name, Type type, Object fallback, Validator validator, Importance importance, String documentation) {
    definition.define(
        name, type, fallback, validator, importance, documentation, group, ++order, Width.MEDIUM, label(name));
    return this;
  }

  private static String label(String name) {
    String words = String.join(" ", Arrays.asList(name.split("[.]")));
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }
}
