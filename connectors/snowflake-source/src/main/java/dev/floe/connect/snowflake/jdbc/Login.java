package dev.floe.connect.snowflake.jdbc;

import static dev.floe.connect.snowflake.config.ConnectionKeys.*;

import dev.floe.connect.snowflake.config.SourceConfig;
import java.net.URI;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.kafka.common.config.ConfigException;

/** Turns a configuration into the driver's address and properties. Never in a log: they hold the key. */
public record Login(String url, Properties properties) {
  private static final String SECONDS = "30";

  /** Reads the key and everything else the driver needs. */
  public static Login of(SourceConfig config) {
    String given = config.getString(URL);
    URI uri = URI.create(given.contains("://") ? given : "https://" + given);
    boolean plain = "http".equals(uri.getScheme());
    int port = uri.getPort() > 0 ? uri.getPort() : plain ? 80 : 443;
    var properties = new Properties();
    properties.put("user", config.getString(USER));
    properties.put("warehouse", config.getString(WAREHOUSE));
    properties.put("ssl", plain ? "off" : "on");
    properties.put("application", "floe_kafka_source");
    properties.put("CLIENT_SESSION_KEEP_ALIVE", "true");
    // The other form, Arrow, needs a flag of the worker's JVM that a managed worker does not offer.
    properties.put("JDBC_QUERY_RESULT_FORMAT", "JSON");
    // Looking for a cloud's metadata service costs a second, and nothing here logs in by it.
    properties.put("disablePlatformDetection", "true");
    // Passing failures are retried by the connector, which can be stopped meanwhile; the driver gives up early.
    properties.put("loginTimeout", SECONDS);
    properties.put("retryTimeout", SECONDS);
    properties.put("maxHttpRetries", "2");
    if (plain) properties.put("CLIENT_OUT_OF_BAND_TELEMETRY_ENABLED", "false");
    if (!config.getString(ROLE).isBlank()) properties.put("role", config.getString(ROLE));
    String account = config.getString(ACCOUNT);
    properties.put("account", account.isBlank() ? uri.getHost().split("[.]")[0] : account);
    if (config.getString(AUTHENTICATOR).equals(OAUTH)) oauth(config, properties);
    else properties.put("privateKey", key(config));
    return new Login("jdbc:snowflake://" + uri.getHost() + ":" + port + "/", properties);
  }

  private static void oauth(SourceConfig config, Properties properties) {
    properties.put("authenticator", "oauth_client_credentials");
    properties.put("oauthClientID", config.getString(OAUTH_CLIENT_ID));
    properties.put("oauthClientSecret", config.getPassword(OAUTH_CLIENT_SECRET).value());
    properties.put("oauthTokenRequestUrl", config.getString(OAUTH_TOKEN_URL));
    if (!config.getString(OAUTH_SCOPE).isBlank()) properties.put("oauthScope", config.getString(OAUTH_SCOPE));
  }

  private static Object key(SourceConfig config) {
    String file = config.getString(PRIVATE_KEY_FILE);
    String passphrase = config.getPassword(PASSPHRASE).value();
    try {
      return file.isBlank()
          ? PrivateKeys.parse(config.getPassword(PRIVATE_KEY).value(), passphrase)
          : PrivateKeys.read(Path.of(file), passphrase);
    } catch (IllegalArgumentException broken) {
      throw new ConfigException((file.isBlank() ? PRIVATE_KEY : PRIVATE_KEY_FILE) + " " + broken.getMessage());
    }
  }

  /** Where the session goes; not with what. */
  @Override
  public String toString() {
    return url;
  }
}
