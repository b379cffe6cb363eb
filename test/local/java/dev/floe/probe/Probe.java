package dev.floe.probe;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Runs the named sections against one account and prints what each saw, as {@code section TAB name TAB value}. */
public final class Probe {
  private Probe() {}

  public static void main(String[] arguments) throws Exception {
    System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8));
    Account account = Account.fromEnvironment();
    Map<String, Section> sections = new LinkedHashMap<>();
    sections.put("login", new LoginSection());
    sections.put("types", new TypesSection());
    sections.put("binds", new BindsSection());
    sections.put("metadata", new MetadataSection());
    sections.put("transactions", new TransactionsSection());
    sections.put("session", new SessionSection());
    sections.put("large", new LargeSection());
    sections.put("running", new RunningSection());
    for (String name : arguments) {
      Findings findings = new Findings(name);
      try {
        sections.get(name).run(account, findings);
      } catch (Exception failure) {
        failure.printStackTrace();
        findings.note("failure", failure);
      }
    }
    System.exit(0);
  }

  /** One part of what applications do with a driver. */
  interface Section {
    void run(Account account, Findings findings) throws Exception;
  }
}
