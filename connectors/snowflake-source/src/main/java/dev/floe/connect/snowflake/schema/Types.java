package dev.floe.connect.snowflake.schema;

import dev.floe.connect.snowflake.jdbc.Rows;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.SQLException;
import java.util.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;

/** How a column's values become a record's: the schema, and the value under it. */
public record Types(boolean doubles, boolean micros) {
  private static final int BYTE = 2;
  private static final int SHORT = 4;
  private static final int INT = 9;
  private static final int LONG = 18;
  private static final long DAY_MILLIS = 86_400_000L;

  /** The schema of a column. */
  public Schema schema(Column column, boolean optional) {
    SchemaBuilder builder = builder(column);
    return optional ? builder.optional().build() : builder.build();
  }

  private SchemaBuilder builder(Column column) {
    return switch (column.kind()) {
      case NUMBER -> number(column);
      case FLOAT -> SchemaBuilder.float64();
      case TEXT, JSON, GEOGRAPHY -> SchemaBuilder.string();
      case BOOLEAN -> SchemaBuilder.bool();
      case BINARY -> SchemaBuilder.bytes();
      case DATE -> org.apache.kafka.connect.data.Date.builder();
      case TIME -> micros ? SchemaBuilder.int64().name("io.debezium.time.MicroTime") : Time.builder();
      case TIMESTAMP_NTZ, TIMESTAMP_LTZ, TIMESTAMP_TZ ->
          micros ? SchemaBuilder.int64().name("io.debezium.time.MicroTimestamp") : Timestamp.builder();
    };
  }

  private SchemaBuilder number(Column column) {
    if (column.scale() != 0 || column.precision() > LONG)
      return doubles ? SchemaBuilder.float64() : Decimal.builder(column.scale());
    if (column.precision() <= BYTE) return SchemaBuilder.int8();
    if (column.precision() <= SHORT) return SchemaBuilder.int16();
    return column.precision() <= INT ? SchemaBuilder.int32() : SchemaBuilder.int64();
  }

  /** The value of a column read by {@link Column#read}. */
  public Object value(Column column, Rows rows, int index) throws SQLException {
    return switch (column.kind()) {
      case NUMBER -> number(column, rows, index);
      case FLOAT -> rows.real(index);
      case TEXT, JSON, GEOGRAPHY -> rows.text(index);
      case BOOLEAN -> rows.truth(index);
      case BINARY -> rows.bytes(index);
      case DATE -> date(rows.integer(index), DAY_MILLIS);
      case TIME, TIMESTAMP_NTZ, TIMESTAMP_LTZ, TIMESTAMP_TZ -> instant(rows.integer(index));
    };
  }

  private Object number(Column column, Rows rows, int index) throws SQLException {
    if (column.scale() != 0 || column.precision() > LONG) {
      BigDecimal value = rows.decimal(index);
      if (value == null) return null;
      return doubles ? (Object) value.doubleValue() : value.setScale(column.scale(), RoundingMode.UNNECESSARY);
    }
    Long value = rows.integer(index);
    if (value == null) return null;
    if (column.precision() <= BYTE) return value.byteValue();
    if (column.precision() <= SHORT) return value.shortValue();
    return column.precision() <= INT ? (Object) value.intValue() : value;
  }

  private Object instant(Long microseconds) {
    if (microseconds == null || micros) return microseconds;
    return new Date(Math.floorDiv(microseconds, 1000L));
  }

  private static Date date(Long units, long millis) {
    return units == null ? null : new Date(units * millis);
  }
}
