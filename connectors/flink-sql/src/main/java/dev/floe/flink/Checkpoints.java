package dev.floe.flink;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Checkpoints a job of this machine left in its folder: {@code <job>/chk-<number>/_metadata}, written last. */
final class Checkpoints {
    private Checkpoints() {}

    /** The newest that is complete. */
    static Optional<Path> latest(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.walk(folder, 3)) {
            return files.filter(file -> file.endsWith("_metadata"))
                    .max(Comparator.comparing(Checkpoints::written).thenComparing(Checkpoints::number))
                    .map(Path::getParent);
        }
    }

    private static FileTime written(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException gone) {
            return FileTime.fromMillis(0);
        }
    }

    private static long number(Path file) {
        String name = file.getParent().getFileName().toString();
        return name.matches("chk-\\d{1,18}") ? Long.parseLong(name.substring(4)) : -1;
    }
}
