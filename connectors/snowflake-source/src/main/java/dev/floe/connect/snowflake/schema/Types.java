package dev.floe.connect.snowflake.schema;

import dev.floe.connect.snowflake.jdbc.Rows;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.SQLException;
import java.time.LocalTime;
import java.util.Date;
import java.util.function.Function;
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

  /** Takes one column's value out of a row. */
  public interface Reader {
    Object read(Rows rows, int index) throws SQLException;
  }

  /** What takes the value of a column read by {@link Column#read}; chosen once, for it runs for every value. */
  public Reader reader(Column column) {
    return switch (column.kind()) {
      case NUMBER -> numbers(column);
      case FLOAT -> Rows::real;
      case TEXT, JSON, GEOGRAPHY -> Rows::text;
      case BOOLEAN -> Rows::truth;
      case BINARY -> Rows::bytes;
      case DATE -> converted(days -> new Date(days * DAY_MILLIS));
      case TIME -> this::time;
      case TIMESTAMP_NTZ, TIMESTAMP_LTZ, TIMESTAMP_TZ ->
          micros ? Rows::integer : converted(micro -> new Date(Math.floorDiv(micro, 1000L)));
    };
  }

  private Object time(Rows rows, int index) throws SQLException {
    String text = rows.text(index);
    if (text == null) return null;
    long micro = LocalTime.parse(text).toNanoOfDay() / 1000;
    return micros ? (Object) micro : new Date(micro / 1000);
  }

  private Reader numbers(Column column) {
    int scale = column.scale();
    if (scale != 0 || column.precision() > LONG)
      return (rows, index) -> {
        BigDecimal value = rows.decimal(index);
        if (value == null) return null;
        return doubles ? (Object) value.doubleValue() : value.setScale(scale, RoundingMode.UNNECESSARY);
      };
    if (column.precision() <= BYTE) return converted(Long::byteValue);
    if (column.precision() <= SHORT) return converted(Long::shortValue);
    return column.precision() <= INT ? converted(Long::intValue) : Rows::integer;
  }

  private static Reader converted(Function<Long, Object> conversion) {
    return (rows, index) -> {
      Long value = rows.integer(index);
      return value == null ? null : conversion.apply(value);
    };
  }
}
