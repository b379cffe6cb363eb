package dev.floe.connect.snowflake.config;

import dev.floe.connect.snowflake.sql.MetadataFeed;
import dev.floe.connect.snowflake.sql.Name;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/** The connector's configuration, by meaning. */
public final class SourceConfig extends AbstractConfig {
  private static final long DEFAULT_DELAY = 60_000;

  public SourceConfig(Map<String, String> properties) {
    super(definition(), properties, false);
  }

  /** Every key the connector knows. */
  public static ConfigDef definition() {
    var definition = new ConfigDef();
    SourceKeys.define(definition);
    ConnectionKeys.define(definition);
    RecordKeys.define(definition);
    TuningKeys.define(definition);
    return definition;
  }

  public Mode mode() {
    return Mode.of(getString(SourceKeys.MODE));
  }

  public String topic() {
    return getString(SourceKeys.TOPIC);
  }

  /** The table, or in query and metadata mode a name that stands for one in the records. */
  public Name table() {
    String given = getString(SourceKeys.TABLE);
    if (!given.isBlank()) return Name.parse(SourceKeys.TABLE, given);
    return mode() == Mode.METADATA ? feed().source() : new Name("QUERY", "QUERY", "RESULT");
  }

  public Name stream() {
    return named(SourceKeys.STREAM, table().sibling("FLOE_", "_STREAM"));
  }

  public Name stage() {
    return named(SourceKeys.STAGE_TABLE, table().sibling("FLOE_", "_STAGE"));
  }

  public Name claim() {
    return named(SourceKeys.CLAIM_TABLE, stage().sibling("", "_CLAIM"));
  }

  public MetadataFeed feed() {
    return MetadataFeed.of(getString(SourceKeys.FEED));
  }

  public String query() {
    return mode() == Mode.METADATA ? feed().query() : getString(SourceKeys.QUERY).strip();
  }

  public String watermark() {
    return mode() == Mode.METADATA ? feed().watermark() : getString(SourceKeys.WATERMARK);
  }

  /** How far behind now a window ends, in milliseconds. */
  public long delay() {
    long given = getLong(SourceKeys.DELAY);
    if (given >= 0) return given;
    return mode() == Mode.METADATA ? feed().delay() : DEFAULT_DELAY;
  }

  public List<String> keyColumns() {
    List<String> given = getList(RecordKeys.KEY_COLUMNS).stream().filter(name -> !name.isBlank()).toList();
    return given.isEmpty() && mode() == Mode.METADATA ? feed().key() : given.stream().map(Name::part).toList();
  }

  public boolean creates() {
    return getBoolean(SourceKeys.CREATE);
  }

  private Name named(String key, Name fallback) {
    String given = getString(key);
    return given.isBlank() ? fallback : Name.parse(key, given);
  }
}
