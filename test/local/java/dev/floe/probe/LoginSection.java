package dev.floe.probe;

import java.sql.Connection;
import java.sql.DriverManager;
import java.util.Properties;

/** Password, key pair from a file and as an object, and what is said when they do not fit. */
final class LoginSection implements Probe.Section {
  @Override
  public void run(Account account, Findings findings) throws Exception {
    findings.attempt("password", () -> who(account, withPassword(account, account.password())));
    findings.attempt("wrong password", () -> who(account, withPassword(account, "wrong")));
    findings.attempt("key file", () -> who(account, withKey(account)));
    findings.attempt(
        "wrong key",
        () -> {
          Properties properties = withKey(account);
          properties.put("user", account.user());
          return who(account, properties);
        });
    findings.attempt(
        "unknown role",
        () -> {
          Properties properties = withPassword(account, account.password());
          properties.put("role", "NOBODY");
          return who(account, properties);
        });
    findings.attempt(
        "unknown account",
        () -> {
          Properties properties = withPassword(account, account.password());
          properties.put("account", "ELSEWHERE");
          return who(account, properties);
        });
    findings.attempt("closed", () -> closed(account));
  }

  private static Properties withPassword(Account account, String password) {
    Properties properties = account.properties();
    properties.put("password", password);
    return properties;
  }

  private static Properties withKey(Account account) {
    Properties properties = account.properties();
    properties.put("user", "ROBOT");
    properties.put("role", "PUBLIC");
    properties.put("private_key_file", account.key());
    properties.put("private_key_pwd", account.passphrase());
    return properties;
  }

  private static String who(Account account, Properties properties) throws Exception {
    try (Connection connection = DriverManager.getConnection(account.url(), properties)) {
      return Account.one(connection, "SELECT CURRENT_USER() || ' ' || CURRENT_ROLE()");
    }
  }

  private static String closed(Account account) throws Exception {
    Connection connection = account.connect();
    String session = Account.one(connection, "SELECT CURRENT_SESSION()");
    boolean before = connection.isValid(5);
    connection.close();
    return (session.length() > 0) + " " + before + " " + connection.isClosed();
  }
}
