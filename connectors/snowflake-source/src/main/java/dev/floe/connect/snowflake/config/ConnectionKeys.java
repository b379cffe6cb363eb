package dev.floe.connect.snowflake.config;

import java.util.List;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.NonEmptyString;
import org.apache.kafka.common.config.ConfigDef.Type;

/** Keys that say which account is read, and as whom. */
public final class ConnectionKeys {
  public static final String URL = "snowflake.url";
  public static final String USER = "snowflake.user";
  public static final String ROLE = "snowflake.role";
  public static final String WAREHOUSE = "snowflake.warehouse";
  public static final String ACCOUNT = "snowflake.account";
  public static final String AUTHENTICATOR = "snowflake.authenticator";
  public static final String PRIVATE_KEY = "snowflake.private.key";
  public static final String PRIVATE_KEY_FILE = "snowflake.private.key.file";
  public static final String PASSPHRASE = "snowflake.private.key.passphrase";
  public static final String OAUTH_CLIENT_ID = "snowflake.oauth.client.id";
  public static final String OAUTH_CLIENT_SECRET = "snowflake.oauth.client.secret";
  public static final String OAUTH_TOKEN_URL = "snowflake.oauth.token.url";
  public static final String OAUTH_SCOPE = "snowflake.oauth.scope";

  public static final String KEY_PAIR = "key-pair";
  public static final String OAUTH = "oauth";

  private ConnectionKeys() {}

  static void define(ConfigDef definition) {
    new Keys(definition, "Connection")
        .required(URL, Type.STRING, new NonEmptyString(),
            "Address of the account: https://<organization>-<account>.snowflakecomputing.com, or its PrivateLink "
                + "name. Plain http is accepted for a loopback address only.")
        .optional(ACCOUNT, Type.STRING, "", Importance.LOW,
            "Name of the account, when the first label of the address is not it (PrivateLink, a local Snowflake).")
        .required(USER, Type.STRING, new NonEmptyString(),
            "Service user (TYPE = SERVICE) the connector logs in as.")
        .optional(ROLE, Type.STRING, "", Importance.HIGH,
            "Role of the session. Empty: the user's default role. It needs USAGE on database, schema and warehouse, "
                + "SELECT on table and stream, and INSERT, UPDATE, DELETE, SELECT and OWNERSHIP (schema changes alter "
                + "it) on the stage table; CREATE TABLE and CREATE STREAM where objects.create is true.")
        .required(WAREHOUSE, Type.STRING, new NonEmptyString(),
            "Warehouse that runs the reads. X-SMALL serves most tables; it costs one credit per hour while it is "
                + "on, and it is on for at least 60 seconds per resume.")
        .choice(AUTHENTICATOR, KEY_PAIR, List.of(KEY_PAIR, OAUTH), Importance.HIGH,
            "How the user proves itself: key-pair (RSA key registered as RSA_PUBLIC_KEY) or oauth (client "
                + "credentials of an external OAuth integration).")
        .optional(PRIVATE_KEY, Type.PASSWORD, "", Importance.HIGH,
            "Private key as PEM text (PKCS#8, plain or encrypted); line breaks may be written \\n or left out. Give "
                + "it by a config provider, never in the clear.")
        .optional(PRIVATE_KEY_FILE, Type.STRING, "", Importance.MEDIUM,
            "File on the worker that holds the private key (PEM, PKCS#8). Read again at each login, so that a key "
                + "rotated in place is picked up.")
        .optional(PASSPHRASE, Type.PASSWORD, "", Importance.MEDIUM, "Passphrase of an encrypted private key.")
        .optional(OAUTH_CLIENT_ID, Type.STRING, "", Importance.MEDIUM, "Client id of the OAuth client.")
        .optional(OAUTH_CLIENT_SECRET, Type.PASSWORD, "", Importance.MEDIUM, "Secret of the OAuth client.")
        .optional(OAUTH_TOKEN_URL, Type.STRING, "", Importance.MEDIUM,
            "Token endpoint of the identity provider (https), asked with the client-credentials grant.")
        .optional(OAUTH_SCOPE, Type.STRING, "", Importance.LOW,
            "Scope asked for, such as session:role:LOADER. Empty: the provider's default.");
  }
}
