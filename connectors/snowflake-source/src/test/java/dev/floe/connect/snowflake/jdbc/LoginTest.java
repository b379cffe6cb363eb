package dev.floe.connect.snowflake.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.connect.snowflake.config.SourceConfig;
import dev.floe.connect.snowflake.task.Properties;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;

class LoginTest {
  private static Login oauth(String... more) {
    var properties = Properties.with("snowflake.authenticator", "oauth", "snowflake.private.key", "",
        "snowflake.oauth.client.id", "me", "snowflake.oauth.client.secret", "hunter2", "snowflake.oauth.token.url",
        "https://idp.example/token", "snowflake.oauth.scope", "session:role:R", "snowflake.role", "R");
    for (int at = 0; at < more.length; at += 2) properties.put(more[at], more[at + 1]);
    return Login.of(new SourceConfig(properties));
  }

  @Test
  void spellsOAuthAsTheDriverDoes() {
    var properties = oauth().properties();
    assertEquals("oauth_client_credentials", properties.get("authenticator"));
    assertEquals("me", properties.get("oauthClientID"));
    assertEquals("hunter2", properties.get("oauthClientSecret"));
    assertEquals("https://idp.example/token", properties.get("oauthTokenRequestUrl"));
    assertEquals("session:role:R", properties.get("oauthScope"));
    assertEquals("R", properties.get("role"));
  }

  @Test
  void asksForResultsThatNeedNoFlagOfTheMachine() {
    assertEquals("JSON", oauth().properties().get("JDBC_QUERY_RESULT_FORMAT"));
  }

  @Test
  void turnsAnAddressIntoTheDrivers() {
    assertEquals("jdbc:snowflake://o-a.snowflakecomputing.com:443/", oauth().url());
    assertEquals("o-a", oauth().properties().get("account"));
    Login local = oauth("snowflake.url", "http://127.0.0.1:8080", "snowflake.account", "LOCAL");
    assertEquals("jdbc:snowflake://127.0.0.1:8080/", local.url());
    assertEquals("LOCAL", local.properties().get("account"));
    assertEquals("off", local.properties().get("ssl"));
    assertEquals("jdbc:snowflake://h.example:443/", oauth("snowflake.url", "h.example").url());
  }

  @Test
  void neverShowsASecret() {
    assertFalse(oauth().toString().contains("hunter2"));
    var failure = assertThrows(ConfigException.class,
        () -> Login.of(new SourceConfig(Properties.with("snowflake.private.key", "hunter2"))));
    assertTrue(failure.getMessage().startsWith("snowflake.private.key is no RSA private key"), failure.getMessage());
    assertFalse(failure.getMessage().contains("hunter2"));
  }
}
