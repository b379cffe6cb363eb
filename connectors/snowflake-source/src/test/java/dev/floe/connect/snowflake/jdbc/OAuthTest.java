package dev.floe.connect.snowflake.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.floe.connect.snowflake.config.SourceConfig;
import dev.floe.connect.snowflake.task.Properties;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The real driver against an identity provider and a Snowflake that both only listen. */
class OAuthTest {
  private final List<String> asked = new ArrayList<>();
  private final List<String> logins = new ArrayList<>();
  private HttpServer server;

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/token", exchange -> {
      asked.add(body(exchange));
      answer(exchange, "{\"access_token\": \"a-token\", \"token_type\": \"Bearer\", \"expires_in\": 600}");
    });
    server.createContext("/session/v1/login-request", exchange -> {
      logins.add(body(exchange));
      answer(exchange, "{\"data\": null, \"code\": \"390303\", \"message\": \"Invalid OAuth access token.\", "
          + "\"success\": false}");
    });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void exchangesTheClientsCredentialsForAToken() {
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    var config = new SourceConfig(Properties.with("snowflake.url", url, "snowflake.account", "LOCAL",
        "snowflake.authenticator", "oauth", "snowflake.private.key", "", "snowflake.oauth.client.id", "me",
        "snowflake.oauth.client.secret", "hunter2", "snowflake.oauth.token.url", url + "/token",
        "snowflake.oauth.scope", "session:role:R"));
    var refused = assertThrows(
        SQLException.class, () -> JdbcSnowflake.open(Login.of(config), 100, Duration.ofSeconds(10)));
    assertEquals(1, asked.size());
    assertTrue(asked.get(0).contains("grant_type=client_credentials"), asked.get(0));
    assertTrue(asked.get(0).contains("scope=session%3Arole%3AR"), asked.get(0));
    assertTrue(logins.get(0).contains("a-token"), "the token is what the driver logs in with");
    assertTrue(!Failures.passing(refused), "an invalid token is not worth retrying");
    assertTrue(Failures.explain(refused, "Logging in").contains("OAuth client"), refused.getMessage());
  }

  private static String body(HttpExchange exchange) throws IOException {
    boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
    try (InputStream stream = zipped ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody()) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void answer(HttpExchange exchange, String json) throws IOException {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
