package dev.floe.connect.snowflake.config;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigValue;

/** Finds keys that begin as the connector's do but are none of them: Connect itself lets every misspelling through. */
public final class UnknownKeys {
  /** First parts that Connect's own keys, or a converter's, share. */
  private static final Set<String> SHARED = Set.of("key", "topic", "table");

  private UnknownKeys() {}

  /** Each with an error; none for keys of Connect. */
  public static List<ConfigValue> of(Map<String, String> given) {
    Set<String> known = SourceConfig.definition().names();
    Set<String> own = known.stream().filter(key -> key.contains(".")).map(UnknownKeys::first)
        .filter(part -> !SHARED.contains(part)).collect(Collectors.toSet());
    return new TreeSet<>(given.keySet()).stream()
        .filter(key -> !known.contains(key) && own.contains(first(key)))
        .map(UnknownKeys::unknown).toList();
  }

  private static ConfigValue unknown(String key) {
    var value = new ConfigValue(key);
    value.addErrorMessage(key + " is no key of this connector; correct its spelling or leave it out.");
    return value;
  }

  private static String first(String key) {
    return key.split("[.]", 2)[0];
  }
}
