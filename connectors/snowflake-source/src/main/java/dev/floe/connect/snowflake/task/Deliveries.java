package dev.floe.connect.snowflake.task;

import dev.floe.connect.snowflake.config.SourceConfig;
import dev.floe.connect.snowflake.config.TuningKeys;
import dev.floe.connect.snowflake.jdbc.JdbcSnowflake;
import dev.floe.connect.snowflake.jdbc.Login;
import dev.floe.connect.snowflake.metrics.Metered;
import dev.floe.connect.snowflake.metrics.SourceMetrics;
import dev.floe.connect.snowflake.stage.Offsets;
import dev.floe.connect.snowflake.stage.StagedSource;
import dev.floe.connect.snowflake.window.WindowSource;
import java.time.Duration;
import org.apache.kafka.connect.source.SourceTaskContext;

/** Puts a delivery together from its configuration. */
public final class Deliveries {
  private Deliveries() {}

  /** A delivery, and what must be closed with it. */
  public record Open(Delivery delivery, SourceMetrics metrics) implements AutoCloseable {
    @Override
    public void close() {
      delivery.close();
      metrics.close();
    }
  }

  /** Reads by Snowflake's driver. A rotated key is picked up at the next login. */
  public static Open open(SourceConfig config, String connector, SourceTaskContext context) {
    int fetch = config.getInt(TuningKeys.FETCH_SIZE);
    var timeout = Duration.ofMillis(config.getLong(TuningKeys.QUERY_TIMEOUT));
    return open(config, connector, context, Ticker.system(),
        () -> JdbcSnowflake.open(Login.of(config), fetch, timeout));
  }

  /** Reads by whatever sessions are given. */
  static Open open(SourceConfig config, String connector, SourceTaskContext context, Ticker ticker,
      Delivery.Opener opener) {
    var metrics = new SourceMetrics();
    metrics.register(connector, "0");
    var retry = new Retry(ticker, config.getLong(TuningKeys.RETRY_TIMEOUT));
    var boundaries =
        new Boundaries(context.transactionContext(), ticker, config.getInt(TuningKeys.MAX_TRANSACTION));
    Source source = source(config, connector, context, ticker, metrics);
    return new Open(new Delivery(() -> new Metered(opener.open(), metrics), source, boundaries, retry, ticker, metrics,
        config.getInt(TuningKeys.MAX_ROWS)), metrics);
  }

  private static Source source(
      SourceConfig config, String connector, SourceTaskContext context, Ticker ticker, SourceMetrics metrics) {
    if (!config.mode().staged()) return new WindowSource(config, context.offsetStorageReader(), ticker);
    return new StagedSource(config, connector, new Offsets(context.offsetStorageReader()), ticker, metrics);
  }
}
