package io.github.tracingstarter.differential;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.springframework.batch.core.configuration.annotation.EnableBatchProcessing;
import org.springframework.batch.core.configuration.annotation.EnableJdbcJobRepository;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * The rows that jobs write, and what is recorded about the jobs in the same transactions.
 */
final class Jobs {

	private Jobs() {
	}

	static Stream<Situation> situations() {
		return Stream.of(batch("bean", "bean"), batch("pool", "bean"), batch("bean", "pool"));
	}

	private static Situation batch(String manager, String template) {
		return Situation
			.of("batch: manager has %s, template has %s".formatted(manager, template), Batch.class, Jobs::run)
			.with("test.bean=pool", "test.manager=" + manager, "test.template=" + template)
			.needing("org.springframework.batch.core.job.Job");
	}

	/**
	 * Runs a job that fails, and resumes it.
	 */
	private static Object run(ConfigurableApplicationContext context) throws Exception {
		JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
		JobOperator operator = context.getBean(JobOperator.class);
		Job job = context.getBean(Job.class);
		Map<String, Object> seen = new LinkedHashMap<>();
		for (String attempt : List.of("fails", "succeeds")) {
			seen.put(attempt,
					operator
						.start(job,
								new JobParametersBuilder().addString("attempt", attempt, false)
									.addLong("day", 1L)
									.toJobParameters())
						.getStatus()
						.toString());
			seen.put(attempt + ", rows", jdbc.queryForList("SELECT * FROM worked ORDER BY step").toString());
			seen.put(attempt + ", steps", jdbc
				.queryForList("SELECT step_name, status, commit_count, rollback_count, exit_code"
						+ " FROM batch_step_execution ORDER BY step_execution_id")
				.toString());
		}
		return seen;
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	@EnableBatchProcessing
	@EnableJdbcJobRepository
	static class Batch extends Transactions.Mixture {

		Batch() {
			new JdbcTemplate(this.pool).execute("DROP ALL OBJECTS");
			new ResourceDatabasePopulator(new ClassPathResource("org/springframework/batch/core/schema-h2.sql"))
				.execute(this.pool);
			new JdbcTemplate(this.pool).execute("CREATE TABLE worked (step INT)");
		}

		@Bean
		Job job(JobRepository repository, PlatformTransactionManager transactions, JdbcTemplate jdbc) {
			return new JobBuilder("job", repository)
				.start(new StepBuilder("one", repository).tasklet((contribution, chunk) -> {
					jdbc.update("INSERT INTO worked VALUES (1)");
					return RepeatStatus.FINISHED;
				}, transactions).build())
				.next(new StepBuilder("two", repository).tasklet((contribution, chunk) -> {
					jdbc.update("INSERT INTO worked VALUES (2)");
					if ("fails".equals(chunk.getStepContext().getJobParameters().get("attempt"))) {
						throw new IllegalStateException("broken");
					}
					return RepeatStatus.FINISHED;
				}, transactions).build())
				.build();
		}

	}

}
