package dev.floe.connect.snowflake.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.connect.snowflake.fake.FakeAccount;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whatever breaks, and wherever: each row arrives once, in the same order. */
class RestartTest {
  private static final String[] SMALL = {"max.rows.per.poll", "2", "max.rows.per.transaction", "4", "fetch.size", "4",
      "cleanup.interval.ms", "1000", "record.format", "envelope", "record.delete", "both"};

  private static FakeAccount account() {
    var account = new FakeAccount();
    for (long id = 1; id <= 6; id++) account.insert(id, "a");
    return account;
  }

  /** Three rounds of changes; each is told by its number, so that it happens once however often the work is begun. */
  private static void change(FakeAccount account, int round) {
    if (round == 1) for (long id = 2; id <= 4; id++) account.rename(id, "b");
    if (round == 2) {
      account.delete(3);
      account.insert(9, "c");
      account.table.update(++account.now, 1L, "ID", 8L);
    }
    if (round == 3) account.rename(9, "d");
  }

  private static List<String> expected() {
    var worker = new FakeWorker(account(), "orders", SMALL).start();
    for (int round = 0; round <= 3; round++) {
      change(worker.account, round);
      worker.drain();
    }
    return content(worker);
  }

  private static List<String> content(FakeWorker worker) {
    return worker.seen().stream().map(text -> text.replaceAll("ts_ms=\\d+", "").replaceAll(",batch=\\d+", "")).toList();
  }

  @Test
  void goesOnAfterAKillAtEveryPoll() {
    List<String> expected = expected();
    for (int kill = 0; kill < 60; kill++) {
      var worker = new FakeWorker(account(), "orders", SMALL).start();
      int polls = 0;
      for (int round = 0; round <= 3; round++) {
        change(worker.account, round);
        for (int idle = 0; idle < 40;) {
          idle = worker.poll().isEmpty() ? idle + 1 : 0;
          if (polls++ == kill) {
            worker.kill();
            worker.start();
          }
        }
      }
      assertEquals(expected, content(worker), "killed at poll " + kill);
    }
  }

  @Test
  void goesOnAfterALostConnectionAtEveryStatement() {
    for (boolean answerOnly : new boolean[] {false, true}) lose(answerOnly, false);
  }

  @Test
  void goesOnAfterAKillAtEveryStatement() {
    for (boolean answerOnly : new boolean[] {false, true}) lose(answerOnly, true);
  }

  private static void lose(boolean answerOnly, boolean kill) {
    List<String> expected = expected();
    boolean reached = true;
    int statement = 0;
    for (; reached; statement++) {
      var worker = new FakeWorker(account(), "orders", SMALL);
      worker.faults.loseAt(statement, answerOnly);
      worker.start();
      boolean killed = !kill;
      for (int round = 0; round <= 3; round++) {
        change(worker.account, round);
        for (int idle = 0; idle < 40;) {
          idle = worker.poll().isEmpty() ? idle + 1 : 0;
          if (!killed && worker.faults.reached()) {
            killed = true;
            worker.kill();
            worker.start();
          }
        }
      }
      assertEquals(expected, content(worker), "lost at statement " + statement + ", done " + answerOnly);
      reached = worker.faults.reached();
    }
    assertTrue(statement > 60, "only " + statement + " statements");
  }
}
