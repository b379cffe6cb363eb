package dev.floe.connect.snowflake.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigDumpTest {
  /** To write it: java -cp .. dev.floe.connect.snowflake.config.ConfigDump config.json */
  @Test
  void isTheFileOthersRead() throws IOException {
    assertEquals(ConfigDump.json(SourceConfig.definition()), Files.readString(Path.of("config.json")));
  }
}
