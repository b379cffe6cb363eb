package dev.floe.flink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class StatementsTest {
    @Test
    void splitsOutsideQuotesAndComments() {
        String text = """
                -- first; not yet
                SET 'a' = 'b;c''d';
                /* another; */ CREATE TABLE `x;y` (a INT); -- end;
                INSERT INTO b SELECT 1 -- one; two
                FROM a;;
                """;
        assertEquals(
                List.of(
                        "SET 'a' = 'b;c''d'",
                        "CREATE TABLE `x;y` (a INT)",
                        "INSERT INTO b SELECT 1 -- one; two\nFROM a"),
                Statements.of(text));
    }

    @Test
    void keepsStatementSetsWhole() {
        String set = "EXECUTE STATEMENT SET BEGIN\nINSERT INTO a SELECT 1;\nINSERT INTO b SELECT ';';\nEND";
        assertEquals(List.of("SET 'x' = 'y'", set, "USE c"), Statements.of("SET 'x' = 'y';\n" + set + ";\nUSE c"));
        assertEquals(List.of("INSERT INTO a SELECT 1", "INSERT INTO b SELECT ';'"), Statements.inSet(set));
        assertNull(Statements.inSet("INSERT INTO a SELECT 1"));
    }

    @Test
    void refusesAnOpenQuote() {
        IllegalArgumentException failure =
                assertThrows(IllegalArgumentException.class, () -> Statements.of("SET 'a' = 'b;\nmore"));
        assertEquals("the SQL has a ' that is never closed: 'b;", failure.getMessage());
    }

    @Test
    void findsFirstWords() {
        assertEquals("INSERT INTO", Statements.words("  insert\n into a", 2));
        assertEquals("CREATE", Statements.words("create", 3));
    }
}
