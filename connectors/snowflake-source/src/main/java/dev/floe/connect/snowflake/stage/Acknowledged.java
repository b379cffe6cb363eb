package dev.floe.connect.snowflake.stage;

import java.util.Map;
import java.util.TreeMap;

/** Counts records that Kafka has, by batch: rows of a batch may go when it has them all. Told by several threads. */
final class Acknowledged {
  private static final class Count {
    private long sent;
    private long had;
    private boolean whole;
  }

  private final TreeMap<Long, Count> batches = new TreeMap<>();
  private long done;

  /** Batches before the one a task resumes in were all delivered. */
  Acknowledged(long resumed) {
    done = resumed - 1;
  }

  synchronized void sent(long batch, int records) {
    count(batch).sent += records;
  }

  synchronized void had(long batch) {
    count(batch).had++;
    settle();
  }

  synchronized void whole(long batch) {
    count(batch).whole = true;
    settle();
  }

  /** The last batch up to which Kafka has everything. */
  synchronized long upTo() {
    return done;
  }

  /** Whether Kafka has everything that was handed over. */
  synchronized boolean all() {
    return batches.isEmpty();
  }

  private Count count(long batch) {
    return batches.computeIfAbsent(batch, number -> new Count());
  }

  private void settle() {
    Map.Entry<Long, Count> first = batches.firstEntry();
    while (first != null && first.getValue().whole && first.getValue().had >= first.getValue().sent) {
      done = first.getKey();
      batches.remove(first.getKey());
      first = batches.firstEntry();
    }
  }
}
