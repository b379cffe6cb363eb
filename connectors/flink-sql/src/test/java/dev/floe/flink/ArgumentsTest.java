package dev.floe.flink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArgumentsTest {
    @Test
    void readsTheCommandLine() {
        Arguments read = Arguments.of("--file", "a.sql", "--set", "a=b=c", "--explain");
        assertEquals(new Arguments(Optional.of(Path.of("a.sql")), Map.of("a", "b=c"), Optional.empty(), true), read);
        assertEquals(Optional.empty(), Arguments.of().file());
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        for (String[] words : new String[][] {{"--fil"}, {"--file"}, {"--set", "a"}}) {
            assertThrows(IllegalArgumentException.class, () -> Arguments.of(words));
        }
    }

    @Test
    void goesOnFromTheNewestCompleteCheckpoint(@TempDir Path folder) throws IOException {
        assertTrue(Checkpoints.latest(folder.resolve("none")).isEmpty());
        Path old = complete(folder.resolve("job1/chk-12"), 1_000);
        assertEquals(Optional.of(old), Checkpoints.latest(folder));
        Path young = complete(folder.resolve("job2/chk-3"), 2_000);
        Files.createDirectories(folder.resolve("job2/chk-4"));
        assertEquals(Optional.of(young), Checkpoints.latest(folder));
    }

    private static Path complete(Path checkpoint, long at) throws IOException {
        Files.createDirectories(checkpoint);
        Path metadata = Files.writeString(checkpoint.resolve("_metadata"), "");
        Files.setLastModifiedTime(metadata, FileTime.fromMillis(at));
        return checkpoint;
    }
}
