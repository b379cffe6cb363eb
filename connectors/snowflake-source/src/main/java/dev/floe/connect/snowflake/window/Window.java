package dev.floe.connect.snowflake.window;

import java.util.HashMap;
import java.util.Map;

/**
 * Rows after one point and up to another, which never change again, and how many of them were taken. Points are texts; no
 * low one stands for the beginning, no high one for a window that is not open yet.
 */
record Window(long number, String low, String high, long taken) {
  /** Reads what {@link #offset} wrote; without it, the window before all rows. */
  static Window of(Map<String, Object> offset, String start) {
    if (offset == null) return new Window(0, start, null, 0);
    return new Window(((Number) offset.get("batch")).longValue(), (String) offset.get("low"),
        (String) offset.get("high"), ((Number) offset.get("row")).longValue());
  }

  Window to(String end) {
    return new Window(number + 1, low, end, 0);
  }

  Window after(long row) {
    return new Window(number, low, high, row);
  }

  /** What remains when all its rows were taken. */
  Window done() {
    return new Window(number, high, null, 0);
  }

  Map<String, Object> offset(long row) {
    Map<String, Object> offset = new HashMap<>(8);
    offset.put("batch", number);
    offset.put("row", row);
    if (low != null) offset.put("low", low);
    offset.put("high", high);
    return offset;
  }
}
