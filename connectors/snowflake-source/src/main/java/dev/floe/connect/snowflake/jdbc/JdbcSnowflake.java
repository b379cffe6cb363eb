package dev.floe.connect.snowflake.jdbc;

import dev.floe.connect.snowflake.schema.Column;
import dev.floe.connect.snowflake.schema.Shape;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A session through Snowflake's JDBC driver. */
public final class JdbcSnowflake implements Snowflake {
  private static final Logger LOG = LoggerFactory.getLogger(JdbcSnowflake.class);

  private final Connection connection;
  private final int fetchSize;
  private final int timeoutSeconds;

  private JdbcSnowflake(Connection connection, int fetchSize, Duration timeout) {
    this.connection = connection;
    this.fetchSize = fetchSize;
    this.timeoutSeconds = (int) Math.max(1, timeout.toSeconds());
  }

  /** Logs in. The driver is looked up in the plugin's own class loader, so that no other plugin's copy is used. */
  public static Snowflake open(Login login, int fetchSize, Duration timeout) throws SQLException {
    for (Driver driver : ServiceLoader.load(Driver.class, JdbcSnowflake.class.getClassLoader()))
      if (driver.acceptsURL(login.url()))
        return new JdbcSnowflake(driver.connect(login.url(), login.properties()), fetchSize, timeout);
    throw new SQLException("The plugin's folder holds no Snowflake JDBC driver; build it with mvn package.", "08001");
  }

  @Override
  public Shape describe(String query) throws SQLException {
    // Described by the driver, not run: no warehouse starts for it.
    try (var statement = connection.prepareStatement(query)) {
      var described = statement.getMetaData();
      List<Column> columns = new ArrayList<>();
      for (int index = 1; index <= described.getColumnCount(); index++)
        columns.add(Column.of(described.getColumnLabel(index), described.getColumnTypeName(index),
            described.getPrecision(index), described.getScale(index)));
      return new Shape(columns);
    }
  }

  @Override
  public Rows query(String query) throws SQLException {
    Statement statement = statement();
    try {
      return new JdbcRows(statement.executeQuery(query));
    } catch (SQLException failure) {
      statement.close();
      throw failure;
    }
  }

  @Override
  public long update(String sql) throws SQLException {
    try (Statement statement = statement()) {
      return statement.execute(sql) ? 0 : Math.max(0, statement.getUpdateCount());
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException lost) {
      LOG.debug("The session was lost before it was closed", lost);
    }
  }

  private Statement statement() throws SQLException {
    Statement statement = connection.createStatement();
    statement.setFetchSize(fetchSize);
    statement.setQueryTimeout(timeoutSeconds);
    return statement;
  }
}
