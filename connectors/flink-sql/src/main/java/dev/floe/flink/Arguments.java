package dev.floe.flink;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the runner is told on a command line. The service gives none.
 *
 * @param file SQL to run in place of the application's runtime properties
 * @param settings configuration of the cluster, {@code --set name=value}
 * @param checkpoints folder of checkpoints of this machine: the job goes on from the newest there
 * @param explain only plan the job
 */
record Arguments(Optional<Path> file, Map<String, String> settings, Optional<Path> checkpoints, boolean explain) {
    static Arguments of(String... words) {
        Optional<Path> file = Optional.empty();
        Optional<Path> checkpoints = Optional.empty();
        Map<String, String> settings = new LinkedHashMap<>();
        boolean explain = false;
        for (int at = 0; at < words.length; at++) {
            switch (words[at]) {
                case "--file" -> file = Optional.of(Path.of(value(words, ++at)));
                case "--checkpoints" -> checkpoints = Optional.of(Path.of(value(words, ++at)));
                case "--explain" -> explain = true;
                case "--set" -> {
                    String[] pair = value(words, ++at).split("=", 2);
                    if (pair.length < 2) {
                        throw new IllegalArgumentException("--set takes name=value, not " + pair[0]);
                    }
                    settings.put(pair[0], pair[1]);
                }
                default -> throw new IllegalArgumentException("unknown argument " + words[at]
                        + ": there are --file, --set, --checkpoints and --explain");
            }
        }
        return new Arguments(file, settings, checkpoints, explain);
    }

    private static String value(String[] words, int at) {
        if (at >= words.length) {
            throw new IllegalArgumentException(words[at - 1] + " needs a value");
        }
        return words[at];
    }
}
