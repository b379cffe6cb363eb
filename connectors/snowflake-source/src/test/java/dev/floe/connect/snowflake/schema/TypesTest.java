package dev.floe.connect.snowflake.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.floe.connect.snowflake.fake.OneRow;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.Date;
import org.apache.kafka.connect.data.Schema;
import org.junit.jupiter.api.Test;

class TypesTest {
  private static final Types PLAIN = new Types(false, false);
  private static final Types OTHER = new Types(true, true);

  private static Object read(Types types, Column column, Object cell) throws SQLException {
    return types.reader(column).read(OneRow.of(cell), 0);
  }

  private static Column number(int precision, int scale) {
    return Column.of("N", "NUMBER", precision, scale);
  }

  private static Column of(String type) {
    return Column.of("C", type, 0, 9);
  }

  @Test
  void fitsWholeNumbers() throws SQLException {
    assertEquals((byte) 7, read(PLAIN, number(2, 0), "7"));
    assertEquals((short) 7, read(PLAIN, number(4, 0), "7"));
    assertEquals(7, read(PLAIN, number(9, 0), "7"));
    assertEquals(7L, read(PLAIN, number(18, 0), "7"));
    assertEquals(Schema.Type.INT64, PLAIN.schema(number(18, 0), false).type());
    assertEquals(new BigDecimal("12345678901234567890"), read(PLAIN, number(38, 0), "12345678901234567890"));
    assertEquals("org.apache.kafka.connect.data.Decimal", PLAIN.schema(number(19, 0), false).name());
  }

  @Test
  void keepsOrRoundsFractions() throws SQLException {
    assertEquals(new BigDecimal("1.50"), read(PLAIN, number(12, 2), "1.5"));
    assertEquals(1.5, read(OTHER, number(12, 2), "1.5"));
    assertEquals(Schema.Type.FLOAT64, OTHER.schema(number(12, 2), false).type());
  }

  @Test
  void readsTimes() throws SQLException {
    assertEquals(new Date(86_400_000L), read(PLAIN, of("DATE"), 1));
    assertEquals(new Date(45_296_500L), read(PLAIN, of("TIME"), "12:34:56.500000"));
    assertEquals(45_296_500_001L, read(OTHER, of("TIME"), "12:34:56.500001"));
    assertEquals(new Date(-1), read(PLAIN, of("TIMESTAMPNTZ"), -1));
    assertEquals(-1L, read(OTHER, of("TIMESTAMPTZ"), -1));
  }

  @Test
  void keepsNulls() throws SQLException {
    for (String type : new String[] {"NUMBER", "FLOAT", "VARCHAR", "BOOLEAN", "BINARY", "DATE", "TIME", "TIMESTAMPLTZ",
        "VARIANT", "GEOGRAPHY"})
      for (Types types : new Types[] {PLAIN, OTHER})
        assertEquals(null, read(types, Column.of("C", type, 9, type.equals("NUMBER") ? 2 : 0), null), type);
  }

  @Test
  void refusesATypeItCannotWrite() {
    assertThrows(IllegalArgumentException.class, () -> of("VECTOR"));
  }
}
