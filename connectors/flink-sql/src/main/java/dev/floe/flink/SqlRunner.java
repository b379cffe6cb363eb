package dev.floe.flink;

import com.amazonaws.services.kinesisanalytics.runtime.KinesisAnalyticsRuntime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.api.TableResult;

/**
 * Runs SQL as one Flink job: on Managed Service for Apache Flink that of the application's runtime properties, on this
 * machine that of a file, in a cluster within this process, until the job ends.
 */
public final class SqlRunner {
    private SqlRunner() {}

    /** Entry of the application's jar. */
    public static void main(String[] words) throws Exception {
        Arguments arguments = Arguments.of(words);
        if (arguments.file().isEmpty()) {
            // Here a failure must reach the service, which shows it as the application's.
            Job.of(Program.ofProperties(KinesisAnalyticsRuntime.getApplicationProperties()), new Configuration())
                    .start();
            return;
        }
        try {
            runFile(arguments, arguments.file().get());
            System.exit(0);
        } catch (Exception failure) {
            System.err.println("FLINK SQL FAILED: "
                    + (failure instanceof StatementFailure || failure instanceof IllegalArgumentException
                            ? failure.getMessage()
                            : StatementFailure.reasons(failure)));
            System.exit(1);
        }
    }

    private static void runFile(Arguments arguments, Path file) throws Exception {
        Job job = Job.of(Program.ofFile(file), configuration(arguments));
        if (arguments.explain()) {
            System.out.println(job.explain());
            return;
        }
        TableResult result = job.start();
        result.await();
    }

    private static Configuration configuration(Arguments arguments) throws IOException {
        Configuration configuration = Configuration.fromMap(arguments.settings());
        if (arguments.checkpoints().isPresent()) {
            Path folder = arguments.checkpoints().get();
            configuration.setString("execution.checkpointing.dir", folder.toUri().toString());
            configuration.setString("execution.checkpointing.externalized-checkpoint-retention", "RETAIN_ON_CANCELLATION");
            Optional<Path> latest = Checkpoints.latest(folder);
            latest.ifPresent(path ->
                    configuration.setString("execution.state-recovery.path", path.toUri().toString()));
            System.out.println(latest.map(path -> "going on from checkpoint " + path).orElse("starting without state"));
        }
        return configuration;
    }
}
