package dev.floe.flink;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** The SQL of a job, from a file or from an application's runtime properties. */
record Program(List<String> statements) {
    /** Group of runtime properties that holds the SQL. */
    static final String GROUP = "floe.sql";

    private static final String DIGEST = "sha256";

    /** Reads a file of statements. */
    static Program ofFile(Path file) throws IOException {
        return ofText(Files.readString(file), file.toString());
    }

    /**
     * Puts together the pieces 0001, 0002, .. a text was cut into, as a property holds 2048 characters, and holds them
     * to the text's SHA-256.
     */
    static Program ofProperties(Map<String, Properties> groups) {
        Properties group = groups.get(GROUP);
        if (group == null) {
            throw new IllegalArgumentException("the application has no group of runtime properties " + GROUP
                    + ", which holds its SQL; it has " + groups.keySet());
        }
        TreeMap<String, String> pieces = new TreeMap<>();
        for (String name : group.stringPropertyNames()) {
            if (name.matches("\\d{4}")) {
                pieces.put(name, group.getProperty(name));
            }
        }
        String text = String.join("", pieces.values());
        String expected = group.getProperty(DIGEST);
        if (!digest(text).equals(expected)) {
            throw new IllegalArgumentException("the SQL in the runtime properties " + GROUP + " is not what was deployed: "
                    + pieces.size() + " pieces have SHA-256 " + digest(text) + ", not " + expected
                    + "; deploy the application again");
        }
        return ofText(text, "the runtime properties " + GROUP);
    }

    static String digest(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Program ofText(String text, String where) {
        List<String> statements = Statements.of(text);
        if (statements.isEmpty()) {
            throw new IllegalArgumentException(where + " holds no statement");
        }
        return new Program(statements);
    }
}
