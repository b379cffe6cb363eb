package dev.floe.probe;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** Where the account is, and how to log in to it. */
record Account(String host, String port, String user, String password, String key, String passphrase) {
  static Account fromEnvironment() {
    return new Account(
        System.getenv("SNOWFLAKE_HOST"),
        System.getenv("SNOWFLAKE_PORT"),
        System.getenv("SNOWFLAKE_USER"),
        System.getenv("SNOWFLAKE_PASSWORD"),
        System.getenv("SNOWFLAKE_PRIVATE_KEY_FILE"),
        System.getenv("SNOWFLAKE_PRIVATE_KEY_PASSPHRASE"));
  }

  String url() {
    return "jdbc:snowflake://http://" + host + ":" + port + "/";
  }

  Properties properties() {
    Properties properties = new Properties();
    properties.put("account", "FLOE_LOCAL");
    properties.put("user", user);
    properties.put("ssl", "off");
    properties.put("role", "ACCOUNTADMIN");
    properties.put("warehouse", "COMPUTE_WH");
    properties.put("JDBC_QUERY_RESULT_FORMAT", "JSON");
    return properties;
  }

  /** A session with the password; {@code more} are further connection properties, name and value by turns. */
  Connection connect(String... more) throws SQLException {
    Properties properties = properties();
    properties.put("password", password);
    properties.put("db", "PROBE");
    properties.put("schema", "PUBLIC");
    for (int at = 0; at < more.length; at += 2) properties.put(more[at], more[at + 1]);
    return DriverManager.getConnection(url(), properties);
  }

  static String one(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getString(1) : "no row";
    }
  }

  static int change(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.executeUpdate(sql);
    }
  }
}
