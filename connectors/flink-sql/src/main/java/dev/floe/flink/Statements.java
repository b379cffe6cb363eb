package dev.floe.flink;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Splits SQL text at the semicolons that end statements: not those in quotes, comments and statement sets. */
final class Statements {
    private final String text;
    private final List<String> found = new ArrayList<>();
    private int at;
    private int begin;
    private boolean inSet;

    private Statements(String text) {
        this.text = text;
    }

    /** The statements of a text, without semicolons and comments before them; none that is empty. */
    static List<String> of(String text) {
        Statements statements = new Statements(text);
        statements.scan();
        return List.copyOf(statements.found);
    }

    /** The inserts of {@code EXECUTE STATEMENT SET BEGIN .. END}; null for another. */
    static List<String> inSet(String statement) {
        String head = "EXECUTE STATEMENT SET BEGIN";
        String words = words(statement, 4);
        if (!words.equals(head) || !lastWord(statement).equals("END")) {
            return null;
        }
        int from = statement.toUpperCase(Locale.ROOT).indexOf("BEGIN") + "BEGIN".length();
        return of(statement.substring(from, statement.length() - "END".length()));
    }

    /** The first words in capitals, one space between. */
    static String words(String statement, int count) {
        String[] words = statement.strip().split("\\s+|(?=\\()", count + 1);
        return String.join(" ", List.of(words).subList(0, Math.min(count, words.length))).toUpperCase(Locale.ROOT);
    }

    private static String lastWord(String statement) {
        String stripped = statement.stripTrailing();
        int space = Math.max(stripped.lastIndexOf(' '), stripped.lastIndexOf('\n'));
        return stripped.substring(Math.max(space, stripped.lastIndexOf(';')) + 1).toUpperCase(Locale.ROOT);
    }

    private void scan() {
        while (at < text.length()) {
            char here = text.charAt(at);
            if (here == '\'' || here == '`' || here == '"') {
                quoted(here);
            } else if (text.startsWith("--", at)) {
                comment("\n");
            } else if (text.startsWith("/*", at) && !text.startsWith("/*+", at)) {
                comment("*/");
            } else if (here == ';') {
                end();
            } else {
                at++;
            }
        }
        inSet = false;
        take(text.length());
    }

    private void quoted(char quote) {
        int close = text.indexOf(quote, at + 1);
        if (close < 0) {
            throw new IllegalArgumentException("the SQL has a " + quote + " that is never closed: "
                    + text.substring(at).lines().findFirst().orElse(""));
        }
        at = close + 1;
    }

    private void comment(String close) {
        boolean leading = text.substring(begin, at).isBlank();
        int end = text.indexOf(close, at);
        at = end < 0 ? text.length() : end + close.length();
        if (leading) {
            begin = at;
        }
    }

    private void end() {
        String so = text.substring(begin, at);
        inSet = words(so, 4).equals("EXECUTE STATEMENT SET BEGIN") && !lastWord(so).equals("END");
        if (inSet) {
            at++;
            return;
        }
        take(at);
        at++;
        begin = at;
    }

    private void take(int until) {
        String statement = text.substring(Math.min(begin, until), until).strip();
        if (!statement.isEmpty()) {
            found.add(statement);
        }
    }
}
