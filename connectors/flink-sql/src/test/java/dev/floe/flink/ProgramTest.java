package dev.floe.flink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramTest {
    private static Properties pieces(String... pieces) {
        Properties group = new Properties();
        for (int index = 0; index < pieces.length; index++) {
            group.setProperty("%04d".formatted(index + 1), pieces[index]);
        }
        group.setProperty("sha256", Program.digest(String.join("", pieces)));
        return group;
    }

    @Test
    void putsPiecesTogetherInOrder() {
        Properties group = pieces("SET 'a' =", " 'b'; INSERT INTO ", "c SELECT 1;");
        assertEquals(
                List.of("SET 'a' = 'b'", "INSERT INTO c SELECT 1"),
                Program.ofProperties(Map.of(Program.GROUP, group)).statements());
    }

    @Test
    void refusesWhatWasNotDeployed() {
        Properties group = pieces("SELECT 1;", "SELECT 2;");
        group.remove("0002");
        assertMessage("is not what was deployed: 1 pieces", Map.of(Program.GROUP, group));
        assertMessage("no group of runtime properties floe.sql", Map.of("other", new Properties()));
        assertMessage("holds no statement", Map.of(Program.GROUP, pieces("-- nothing")));
    }

    private static void assertMessage(String part, Map<String, Properties> groups) {
        Exception failure = assertThrows(IllegalArgumentException.class, () -> Program.ofProperties(groups));
        assertTrue(failure.getMessage().contains(part), failure.getMessage());
    }

    @Test
    void readsFiles(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("a.sql"), "INSERT INTO c SELECT 1;\n");
        assertEquals(List.of("INSERT INTO c SELECT 1"), Program.ofFile(file).statements());
    }
}
