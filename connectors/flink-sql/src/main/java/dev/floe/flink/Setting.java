package dev.floe.flink;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code SET 'name' = 'value'}, which Flink's own client understands and its engine does not. */
record Setting(String name, String value) {
    private static final String TEXT = "'((?:[^']|'')*)'";
    private static final Pattern FORM =
            Pattern.compile("SET\\s+" + TEXT + "\\s*=\\s*" + TEXT, Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    static Setting of(String statement) {
        Matcher matcher = FORM.matcher(statement.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("is no setting: write SET 'name' = 'value'");
        }
        return new Setting(plain(matcher.group(1)), plain(matcher.group(2)));
    }

    private static String plain(String quoted) {
        return quoted.replace("''", "'");
    }
}
