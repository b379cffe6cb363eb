package dev.floe.flink;

import java.util.List;
import java.util.Set;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.StatementSet;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.TableResult;

/** One streaming job out of all inserts of a program, with its settings and tables made in the order they are written. */
final class Job {
    private static final Set<String> DEFINES = Set.of("CREATE", "ALTER", "DROP", "USE", "LOAD", "UNLOAD");

    private final TableEnvironment tables;
    private final StatementSet inserts;
    private int written;

    private Job(Configuration configuration) {
        tables = TableEnvironment.create(
                EnvironmentSettings.newInstance().inStreamingMode().withConfiguration(configuration).build());
        inserts = tables.createStatementSet();
    }

    /**
     * Takes all statements in; none runs yet, but all are parsed and validated.
     *
     * @throws StatementFailure for the first that is refused.
     */
    static Job of(Program program, Configuration configuration) {
        Job job = new Job(configuration);
        List<String> statements = program.statements();
        for (int index = 0; index < statements.size(); index++) {
            job.take(index + 1, statements.size(), statements.get(index));
        }
        if (job.written == 0) {
            throw new IllegalArgumentException("the SQL has no INSERT INTO: a job without one does nothing");
        }
        return job;
    }

    /** Plans the whole job without running it. */
    String explain() {
        return inserts.explain();
    }

    TableResult start() {
        return inserts.execute();
    }

    private void take(int number, int count, String statement) {
        try {
            List<String> set = Statements.inSet(statement);
            String word = Statements.words(statement, 1);
            if (set != null) {
                set.forEach(this::insert);
            } else if (word.equals("INSERT")) {
                insert(statement);
            } else if (word.equals("SET")) {
                Setting setting = Setting.of(statement);
                tables.getConfig().set(setting.name(), setting.value());
            } else if (DEFINES.contains(word)) {
                tables.executeSql(statement);
            } else {
                throw new IllegalArgumentException(word + " is nothing a job consists of: write SET, " + "CREATE .., "
                        + "INSERT INTO .. or EXECUTE STATEMENT SET BEGIN .. END");
            }
        } catch (RuntimeException failure) {
            throw new StatementFailure(number, count, statement, failure);
        }
    }

    private void insert(String statement) {
        if (!Statements.words(statement, 1).equals("INSERT")) {
            throw new IllegalArgumentException("a statement set holds only INSERT INTO, not: " + statement);
        }
        inserts.addInsertSql(statement);
        written++;
    }
}
