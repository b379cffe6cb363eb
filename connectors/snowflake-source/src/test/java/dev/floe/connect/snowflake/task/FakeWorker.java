package dev.floe.connect.snowflake.task;

import dev.floe.connect.snowflake.config.SourceConfig;
import dev.floe.connect.snowflake.fake.FakeAccount;
import dev.floe.connect.snowflake.fake.FakeSession;
import dev.floe.connect.snowflake.fake.Faults;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.source.TransactionContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;

/** A worker with exactly-once on, in memory: records and offsets become visible together, or not at all. */
final class FakeWorker implements SourceTaskContext, TransactionContext, OffsetStorageReader, Ticker {
  final FakeAccount account;
  final Faults faults = new Faults();
  final List<SourceRecord> committed = new ArrayList<>();
  final List<Integer> transactions = new ArrayList<>();
  private final Map<String, String> properties;
  private final String name;
  private final Map<Map<String, ?>, Map<String, ?>> offsets = new HashMap<>();
  private final List<SourceRecord> open = new ArrayList<>();
  private boolean commit;
  /** Records are visible, but the task is not told. */
  boolean silent;
  private Deliveries.Open delivery;

  FakeWorker(FakeAccount account, String name, String... more) {
    this.account = account;
    this.name = name;
    properties = Properties.with(more);
  }

  /** Starts the task, or a new one in place of one that was killed. */
  FakeWorker start() {
    delivery = Deliveries.open(new SourceConfig(properties), name, this, this, () -> new FakeSession(account, faults));
    delivery.delivery().start();
    return this;
  }

  /** One poll, as the worker makes it. */
  List<SourceRecord> poll() {
    try {
      List<SourceRecord> records = delivery.delivery().poll();
      if (records == null) return List.of();
      open.addAll(records);
      if (commit) commit();
      return records;
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  private void commit() {
    commit = false;
    List<SourceRecord> records = List.copyOf(open);
    open.clear();
    if (records.isEmpty()) return;
    committed.addAll(records);
    transactions.add(records.size());
    records.forEach(record -> offsets.put(record.sourcePartition(), record.sourceOffset()));
    if (!silent) records.forEach(record -> delivery.delivery().acknowledged(record));
  }

  /** Records that were handed over and are in no committed transaction. */
  int pending() {
    return open.size();
  }

  /** Polls until nothing comes for longer than any interval or back-off. */
  FakeWorker drain() {
    for (int idle = 0; idle < 400; idle++) if (!poll().isEmpty()) idle = 0;
    return this;
  }

  /** Ends the task as kill -9 would: what was not committed is gone. */
  void kill() {
    open.clear();
    commit = false;
    delivery.close();
  }

  /** The committed records, as "op key value". */
  List<String> seen() {
    return committed.stream().map(record -> {
      Header op = record.headers().lastWithName("floe.op");
      return op.value() + " " + record.key() + " " + record.value();
    }).map(text -> text.replaceAll("Struct\\{|\\}", "")).toList();
  }


  @Override
  public Map<String, String> configs() {
    return properties;
  }

  @Override
  public OffsetStorageReader offsetStorageReader() {
    return this;
  }

  @Override
  public TransactionContext transactionContext() {
    return this;
  }

  @Override
  public <T> Map<String, Object> offset(Map<String, T> partition) {
    Map<String, ?> offset = offsets.get(partition);
    return offset == null ? null : new HashMap<>(offset);
  }

  @Override
  public <T> Map<Map<String, T>, Map<String, Object>> offsets(Collection<Map<String, T>> partitions) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void commitTransaction() {
    commit = true;
  }

  @Override
  public void commitTransaction(SourceRecord record) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void abortTransaction() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void abortTransaction(SourceRecord record) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long now() {
    return account.now;
  }

  @Override
  public void pause(long millis) {
    account.now += millis;
  }
}
