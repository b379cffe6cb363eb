package dev.floe.connect.snowflake;

import dev.floe.connect.snowflake.config.SourceConfig;
import dev.floe.connect.snowflake.task.Delivery;
import dev.floe.connect.snowflake.task.Deliveries;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;

/** The one task of a connector. */
public final class SnowflakeSourceTask extends SourceTask {
  private Deliveries.Open open;

  @Override
  public String version() {
    return Version.read();
  }

  @Override
  public void start(Map<String, String> properties) {
    open = Deliveries.open(new SourceConfig(properties), properties.getOrDefault("name", "floe"), context);
    open.delivery().start();
  }

  @Override
  public List<SourceRecord> poll() throws InterruptedException {
    return open.delivery().poll();
  }

  @Override
  public void commitRecord(SourceRecord record, RecordMetadata metadata) {
    Delivery delivery = open.delivery();
    delivery.acknowledged(record);
  }

  @Override
  public void stop() {
    if (open != null) open.close();
  }
}
