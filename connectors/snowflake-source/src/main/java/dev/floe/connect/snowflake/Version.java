package dev.floe.connect.snowflake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The connector's version, as it was built. */
final class Version {
  private Version() {}

  static String read() {
    try (var stream = Version.class.getResourceAsStream("/floe-snowflake-source.properties")) {
      var properties = new Properties();
      properties.load(stream);
      return properties.getProperty("version");
    } catch (IOException broken) {
      throw new UncheckedIOException("The plugin's jar is damaged", broken);
    }
  }
}
