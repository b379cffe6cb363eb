package dev.floe.connect.snowflake.task;

/** The time, and waiting for it. */
public interface Ticker {
  /** Milliseconds since 1970. */
  long now();

  /** Waits so many milliseconds. */
  void pause(long millis) throws InterruptedException;

  /** The machine's own clock. */
  static Ticker system() {
    return new Ticker() {
      @Override
      public long now() {
        return System.currentTimeMillis();
      }

      @Override
      public void pause(long millis) throws InterruptedException {
        Thread.sleep(millis);
      }
    };
  }
}
