package dev.floe.connect.snowflake;

import dev.floe.connect.snowflake.config.ConfigRules;
import dev.floe.connect.snowflake.config.SourceConfig;
import dev.floe.connect.snowflake.config.UnknownKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.source.ConnectorTransactionBoundaries;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.apache.kafka.connect.source.SourceConnector;

/** Sends what changes in Snowflake to a topic: exactly once, in order per key, by one task. */
public final class SnowflakeSourceConnector extends SourceConnector {
  private Map<String, String> properties = Map.of();

  @Override
  public String version() {
    return Version.read();
  }

  @Override
  public ConfigDef config() {
    return SourceConfig.definition();
  }

  /** Checks keys one by one, then the rules between them, and names keys that look like this connector's but are not. */
  @Override
  public Config validate(Map<String, String> given) {
    List<ConfigValue> values = new ArrayList<>(super.validate(given).configValues());
    values.addAll(UnknownKeys.of(given));
    if (values.stream().allMatch(value -> value.errorMessages().isEmpty()))
      for (ConfigRules.Problem problem : ConfigRules.check(new SourceConfig(given)))
        values.stream().filter(value -> value.name().equals(problem.key()))
            .forEach(value -> value.addErrorMessage(problem.message()));
    return new Config(values);
  }

  @Override
  public void start(Map<String, String> given) {
    properties = Map.copyOf(given);
  }

  @Override
  public Class<? extends Task> taskClass() {
    return SnowflakeSourceTask.class;
  }

  /** One task, however many are allowed: a stream has one reader. */
  @Override
  public List<Map<String, String>> taskConfigs(int most) {
    return List.of(properties);
  }

  @Override
  public ExactlyOnceSupport exactlyOnceSupport(Map<String, String> given) {
    return ExactlyOnceSupport.SUPPORTED;
  }

  @Override
  public ConnectorTransactionBoundaries canDefineTransactionBoundaries(Map<String, String> given) {
    return ConnectorTransactionBoundaries.SUPPORTED;
  }

  @Override
  public void stop() {
    properties = Map.of();
  }
}
