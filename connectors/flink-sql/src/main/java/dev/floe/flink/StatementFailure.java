package dev.floe.flink;

import java.util.ArrayList;
import java.util.List;

/** A statement Flink refuses: says which of how many, how it begins, and every reason in the chain of causes once. */
final class StatementFailure extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final int SHOWN = 100;

    StatementFailure(int number, int count, String statement, Throwable cause) {
        super(where(number, count, statement) + reasons(cause), cause);
    }

    static String reasons(Throwable cause) {
        List<String> reasons = new ArrayList<>();
        for (Throwable each = cause; each != null; each = each.getCause()) {
            String message = each.getMessage() == null ? each.getClass().getSimpleName() : each.getMessage().strip();
            boolean told = reasons.stream().anyMatch(reason -> reason.contains(message));
            if (!told) {
                reasons.removeIf(message::contains);
                reasons.add(message);
            }
        }
        return String.join("\n  because: ", reasons);
    }

    private static String where(int number, int count, String statement) {
        String line = statement.strip().replaceAll("\\s+", " ");
        String shown = line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "..";
        return "statement " + number + " of " + count + " (" + shown + "): ";
    }
}
