package io.github.tracingstarter.instrument.scheduled;

import java.time.Duration;
import java.util.function.Consumer;

import io.github.tracingstarter.instrument.jdbc.JdbcTracingAutoConfiguration;
import io.github.tracingstarter.sampling.SamplingAutoConfiguration;
import io.github.tracingstarter.sampling.rules.RulesAutoConfiguration;
import io.github.tracingstarter.testing.LeavesOpen;
import io.github.tracingstarter.testing.ObservedApplication;
import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ScheduledTasksObservationAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.config.ScheduledTaskHolder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Runs of {@code @Scheduled} methods that find nothing to do.
 */
class EmptyRunTests {

	private static final String FIND = "SELECT id FROM jobs WHERE done = FALSE";

	private final ApplicationContextRunner runner = ObservedApplication.runner()
		.withConfiguration(AutoConfigurations.of(ScheduledTasksObservationAutoConfiguration.class,
				ScheduledTracingAutoConfiguration.class, JdbcTracingAutoConfiguration.class,
				DataSourceAutoConfiguration.class, JdbcTemplateAutoConfiguration.class))
		.withUserConfiguration(Application.class)
		.withPropertyValues("spring.datasource.generate-unique-name=true");

	@Test
	@LeavesOpen(spans = { "Job.work", "SELECT jobs", "UPDATE jobs", "DELETE jobs" })
	void nothingIsRecordedOfARunThatFindsNothing() {
		this.runner.run((context) -> {
			run(context, (jdbc) -> {
			});
			run(context, (jdbc) -> {
				assertThat(jdbc.queryForList(FIND)).isEmpty();
				assertThat(jdbc.update("UPDATE jobs SET done = TRUE WHERE id = 5")).isZero();
				assertThat(jdbc.update("DELETE FROM jobs WHERE id = 5")).isZero();
			});
			assertThat(context.getBean(RecordedSpans.class).tree()).isEmpty();
		});
	}

	@Test
	void runThatFindsARowIsRecordedWithAllItsStatements() {
		this.runner.run((context) -> {
			run(context, (jdbc) -> {
				assertThat(jdbc.queryForList(FIND)).isEmpty();
				assertThat(jdbc.queryForList("SELECT COUNT(*) FROM others")).hasSize(1);
				assertThat(jdbc.queryForList(FIND)).isEmpty();
			});
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(4);
			assertThat(spans.tree()).isEqualTo("""
					INTERNAL Job.work
					  CLIENT SELECT jobs
					  CLIENT SELECT others
					  CLIENT SELECT jobs
					""");
			assertThat(spans.all()).extracting(SpanData::getTraceId).containsOnly(spans.named("Job.work").getTraceId());
			SpanData first = spans.all().get(1);
			assertThat(first.getEndEpochNanos()).isLessThanOrEqualTo(spans.named("SELECT others").getStartEpochNanos());
			assertThat(RecordedSpans.attributes(first)).doesNotContainKey("db.response.returned_rows");
		});
	}

	@Test
	void runThatChangesARowIsRecorded() {
		this.runner.run((context) -> {
			run(context, (jdbc) -> jdbc.update("UPDATE others SET name = 'b'"));
			run(context, (jdbc) -> jdbc.update("INSERT INTO jobs VALUES (1, TRUE)"));
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(4);
			assertThat(spans.tree()).isEqualTo("""
					INTERNAL Job.work
					  CLIENT UPDATE others
					INTERNAL Job.work
					  CLIENT INSERT jobs
					""");
		});
	}

	@Test
	void runThatFailsIsRecorded() {
		this.runner.run((context) -> {
			assertThatIllegalStateException().isThrownBy(() -> run(context, (jdbc) -> {
				jdbc.queryForList(FIND);
				throw new IllegalStateException("broken");
			}));
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(2);
			assertThat(spans.tree()).isEqualTo("INTERNAL Job.work !\n  CLIENT SELECT jobs\n");
		});
	}

	@Test
	void runOfWhichAStatementFailsIsRecorded() {
		this.runner.run((context) -> {
			run(context, (jdbc) -> {
				try {
					jdbc.queryForList("SELECT nothing FROM jobs");
				}
				catch (RuntimeException ex) {
					// The job continues.
				}
			});
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(2);
			assertThat(spans.tree()).isEqualTo("INTERNAL Job.work\n  CLIENT SELECT jobs !\n");
		});
	}

	@Test
	void runThatTakesLongIsRecorded() {
		this.runner.run((context) -> {
			run(context, (jdbc) -> {
				try {
					Thread.sleep(1050);
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			});
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(1);
			assertThat(spans.tree()).isEqualTo("INTERNAL Job.work\n");
		});
	}

	@Test
	void whatARunLeftForLaterHasItsParents() {
		this.runner.run((context) -> {
			run(context, (jdbc) -> jdbc.queryForList(FIND));
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			assertThat(spans.all()).isEmpty();
			Job.context.wrap(
					() -> context.getBean(OpenTelemetry.class).getTracer("test").spanBuilder("later").startSpan().end())
				.run();
			spans.await(3);
			assertThat(spans.tree()).isEqualTo("INTERNAL Job.work\n  CLIENT SELECT jobs\n  INTERNAL later\n");
			assertThat(spans.named("Job.work").getEndEpochNanos())
				.isLessThan(spans.named("later").getStartEpochNanos() + Duration.ofMillis(1).toNanos());
		});
	}

	@Test
	void nothingIsHeldOfARunWithManyStatements() {
		this.runner.run((context) -> {
			run(context, (jdbc) -> {
				for (int i = 0; i < 100; i++) {
					jdbc.queryForList(FIND);
				}
			});
			context.getBean(RecordedSpans.class).await(101);
		});
	}

	@Test
	void emptyRunsAreRecordedWhereTheyAreWanted() {
		this.runner.withPropertyValues("tracing.scheduled.empty-runs=true").run((context) -> {
			run(context, (jdbc) -> jdbc.queryForList(FIND));
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(2);
			assertThat(spans.tree()).isEqualTo("INTERNAL Job.work\n  CLIENT SELECT jobs\n");
		});
	}

	@Test
	@LeavesOpen(spans = { "Job.work", "SELECT jobs" })
	void emptyRunsAreRecordedWhereARuleWantsAllDetail() {
		ApplicationContextRunner withRule = this.runner
			.withConfiguration(AutoConfigurations.of(SamplingAutoConfiguration.class, RulesAutoConfiguration.class))
			.withPropertyValues("tracing.rules[0].debug=true");
		withRule.withPropertyValues("tracing.rules[0].span-name=Job.work").run((context) -> {
			run(context, (jdbc) -> jdbc.queryForList(FIND));
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(2);
			assertThat(spans.tree()).isEqualTo("INTERNAL Job.work\n  CLIENT SELECT jobs\n");
		});
		withRule.withPropertyValues("tracing.rules[0].span-name=Other.work").run((context) -> {
			run(context, (jdbc) -> jdbc.queryForList(FIND));
			assertThat(context.getBean(RecordedSpans.class).all()).isEmpty();
		});
	}

	/**
	 * Runs the job as its scheduler does.
	 */
	private static void run(ApplicationContext context, Consumer<JdbcTemplate> work) {
		Job.work = work;
		context.getBean(ScheduledTaskHolder.class)
			.getScheduledTasks()
			.forEach((task) -> task.getTask().getRunnable().run());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class Application {

		@Bean
		Job job(JdbcTemplate jdbc) {
			jdbc.execute("CREATE TABLE jobs (id INT, done BOOLEAN)");
			jdbc.execute("CREATE TABLE others (name VARCHAR(10))");
			jdbc.execute("INSERT INTO others VALUES ('a')");
			return new Job(jdbc);
		}

	}

	static class Job {

		private static Consumer<JdbcTemplate> work = (jdbc) -> {
		};

		private static Context context = Context.root();

		private final JdbcTemplate jdbc;

		Job(JdbcTemplate jdbc) {
			this.jdbc = jdbc;
		}

		@Scheduled(initialDelay = 3_600_000, fixedDelay = 3_600_000)
		void work() {
			context = Context.current();
			work.accept(this.jdbc);
		}

	}

}
