package dev.floe.connect.snowflake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.connect.snowflake.task.Properties;
import java.util.ServiceLoader;
import org.apache.kafka.connect.source.ConnectorTransactionBoundaries;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.apache.kafka.connect.source.SourceConnector;
import org.junit.jupiter.api.Test;

class PluginTest {
  @Test
  void isFoundByItsManifest() {
    assertTrue(ServiceLoader.load(SourceConnector.class).stream()
        .anyMatch(found -> found.type() == SnowflakeSourceConnector.class));
  }

  @Test
  void runsOneTaskExactlyOnce() {
    var connector = new SnowflakeSourceConnector();
    connector.start(Properties.with());
    assertEquals(1, connector.taskConfigs(8).size());
    assertEquals("orders", connector.taskConfigs(8).get(0).get("name"));
    assertEquals(ExactlyOnceSupport.SUPPORTED, connector.exactlyOnceSupport(Properties.with()));
    assertEquals(ConnectorTransactionBoundaries.SUPPORTED, connector.canDefineTransactionBoundaries(Properties.with()));
    assertTrue(connector.version().matches("\\d+\\.\\d+\\.\\d+.*"), connector.version());
    assertEquals(connector.version(), new SnowflakeSourceTask().version());
  }
}
