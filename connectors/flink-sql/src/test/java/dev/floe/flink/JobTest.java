package dev.floe.flink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

/** With the real parser and planner. */
class JobTest {
    private static final String SOURCE =
            "CREATE TABLE a (x INT, at_ TIMESTAMP(3), WATERMARK FOR at_ AS at_) WITH ('connector' = 'datagen')";
    private static final String SINK = "CREATE TABLE b (x INT) WITH ('connector' = 'blackhole')";
    private static final String OTHER = "CREATE TABLE c (x INT) WITH ('connector' = 'blackhole')";

    private static Job job(String... statements) {
        return Job.of(new Program(List.of(statements)), new Configuration());
    }

    @Test
    void plansAllInsertsAsOneJob() {
        String plan = job(
                        "SET 'table.local-time-zone' = 'UTC'",
                        SOURCE,
                        SINK,
                        OTHER,
                        "EXECUTE STATEMENT SET BEGIN INSERT INTO b SELECT x FROM a; INSERT INTO c SELECT 1; END",
                        "INSERT INTO c SELECT x + 1 FROM a")
                .explain();
        String parsed = plan.substring(0, plan.indexOf("== Optimized Physical Plan =="));
        assertEquals(3, parsed.split("LogicalSink").length - 1, parsed);
    }

    @Test
    void namesTheStatementThatIsRefused() {
        refused(
                "statement 3 of 3 (INSERT INTO b SELECT y FROM a): ",
                "Column 'y' not found",
                SOURCE,
                SINK,
                "INSERT INTO b SELECT y FROM a");
        refused("statement 1 of 2 (CREATE TABLE a (x: ", "", "CREATE TABLE a (x", SINK);
        refused("statement 1 of 1 (SELECT 1): ", "SELECT is nothing a job consists of", "SELECT 1");
        refused("statement 1 of 1 (SET a = b): ", "write SET 'name' = 'value'", "SET a = b");
        refused(
                "statement 2 of 2 (EXECUTE STATEMENT SET BEGIN DROP TABLE b; END): ",
                "holds only INSERT INTO",
                SINK,
                "EXECUTE STATEMENT SET BEGIN DROP TABLE b; END");
    }

    @Test
    void refusesAJobThatDoesNothing() {
        Exception failure = assertThrows(IllegalArgumentException.class, () -> job(SOURCE));
        assertTrue(failure.getMessage().contains("no INSERT INTO"));
    }

    private static void refused(String where, String why, String... statements) {
        Exception failure = assertThrows(StatementFailure.class, () -> job(statements));
        String head = where.replace(": ", "");
        assertTrue(failure.getMessage().startsWith(head), failure.getMessage());
        assertTrue(failure.getMessage().contains(why), failure.getMessage());
    }
}
