package dev.floe.connect.snowflake.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class EvolutionTest {
  private static Evolution number(int precision, int scale, int newPrecision, int newScale) {
    return Evolution.between(new Shape(List.of(Column.of("N", "NUMBER", precision, scale))),
        new Shape(List.of(Column.of("N", "NUMBER", newPrecision, newScale))));
  }

  @Test
  void widensIntegersAndDecimals() {
    assertEquals(1, number(9, 0, 18, 0).widened().size());
    assertEquals(1, number(10, 2, 20, 2).widened().size());
    assertEquals(1, number(20, 0, 38, 0).widened().size());
  }

  @Test
  void acceptsANarrowerNumber() {
    assertTrue(number(18, 0, 9, 0).none());
  }

  @Test
  void refusesAnotherScaleAndTheStepFromIntegerToDecimal() {
    assertFalse(number(10, 2, 10, 3).compatible());
    assertFalse(number(18, 0, 38, 0).compatible());
  }
}
