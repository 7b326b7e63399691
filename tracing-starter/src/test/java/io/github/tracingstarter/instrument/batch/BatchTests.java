package io.github.tracingstarter.instrument.batch;

import java.util.Map;

import io.github.tracingstarter.testing.LiveSwitch;
import io.github.tracingstarter.testing.ObservedApplication;
import io.github.tracingstarter.testing.RecordedSpans;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.batch.core.configuration.support.MapJobRegistry;
import org.springframework.batch.core.job.AbstractJob;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.launch.support.TaskExecutorJobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.repository.support.ResourcelessJobRepository;
import org.springframework.batch.core.step.AbstractStep;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.batch.infrastructure.support.transaction.ResourcelessTransactionManager;

import org.springframework.boot.autoconfigure.AutoConfigurations;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The spans of Spring Batch, which are created from its own observations.
 */
class BatchTests {

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void jobOfWhichAStepFailedHasFailed(boolean fails) {
		ObservedApplication.runner()
			.withConfiguration(AutoConfigurations.of(BatchTracingAutoConfiguration.class))
			.run((context) -> {
				JobExecution execution = run(context.getBean(ObservationRegistry.class), fails);
				RecordedSpans spans = context.getBean(RecordedSpans.class);
				assertThat(execution.getExitStatus().getExitCode()).isEqualTo(fails ? "FAILED" : "COMPLETED");
				assertThat(spans.tree()).isEqualTo(fails ? "INTERNAL job importUsers !\n  INTERNAL step load !\n"
						: "INTERNAL job importUsers\n  INTERNAL step load\n");
				if (fails) {
					assertThat(RecordedSpans.attributes(spans.named("job importUsers"))).containsEntry("error.type",
							"FAILED");
				}
			});
	}

	@Test
	void jobsAndStepsAreNamedAndKeepTheAttributesOfSpringBatch() {
		ObservedApplication.runner()
			.withConfiguration(AutoConfigurations.of(BatchTracingAutoConfiguration.class))
			.run((context) -> {
				run(context.getBean(ObservationRegistry.class), false);
				RecordedSpans spans = context.getBean(RecordedSpans.class);
				assertThat(RecordedSpans.attributes(spans.named("job importUsers")))
					.containsOnlyKeys("spring.batch.job.name", "spring.batch.job.status", "spring.batch.job.instanceId",
							"spring.batch.job.executionId")
					.containsEntry("spring.batch.job.name", "importUsers")
					.containsEntry("spring.batch.job.status", "COMPLETED");
				assertThat(RecordedSpans.attributes(spans.named("step load")))
					.containsEntry("spring.batch.step.name", "load")
					.containsEntry("spring.batch.step.job.name", "importUsers");
			});
	}

	@Test
	void stepsOfPartitionsHaveTheNameOfTheirStep() {
		JobRepository repository = new ResourcelessJobRepository();
		ObservedApplication.runner()
			.withConfiguration(AutoConfigurations.of(BatchTracingAutoConfiguration.class))
			.run((context) -> {
				ObservationRegistry registry = context.getBean(ObservationRegistry.class);
				AbstractStep load = step("load", repository, false);
				load.setObservationRegistry(registry);
				AbstractStep split = (AbstractStep) new StepBuilder("split", repository)
					.partitioner("load",
							(size) -> Map.of("a.csv", new ExecutionContext(), "b.csv", new ExecutionContext()))
					.step(load)
					.build();
				split.setObservationRegistry(registry);
				AbstractJob job = (AbstractJob) new JobBuilder("importUsers", repository).start(split).build();
				job.setObservationRegistry(registry);
				execute(job, repository);
				assertThat(context.getBean(RecordedSpans.class).tree()).isEqualTo("""
						INTERNAL job importUsers
						  INTERNAL step split
						    INTERNAL step load
						    INTERNAL step load
						""");
			});
	}

	@Test
	void launchOfAJobHasNoSpanOfItsOwn() {
		JobRepository repository = new ResourcelessJobRepository();
		ObservedApplication.runner()
			.withConfiguration(AutoConfigurations.of(BatchTracingAutoConfiguration.class))
			.run((context) -> {
				ObservationRegistry registry = context.getBean(ObservationRegistry.class);
				AbstractJob job = (AbstractJob) new JobBuilder("importUsers", repository)
					.start(step("load", repository, false))
					.build();
				job.setObservationRegistry(registry);
				TaskExecutorJobOperator operator = new TaskExecutorJobOperator();
				operator.setJobRepository(repository);
				operator.setJobRegistry(new MapJobRegistry());
				operator.setObservationRegistry(registry);
				operator.afterPropertiesSet();
				operator.start(job, new JobParameters());
				assertThat(context.getBean(RecordedSpans.class).tree()).isEqualTo("INTERNAL job importUsers\n");
			});
	}

	@Test
	void stepsThatAreNoBeansHaveSpans() {
		JobRepository repository = new ResourcelessJobRepository();
		ObservedApplication.runner()
			.withConfiguration(AutoConfigurations.of(BatchTracingAutoConfiguration.class))
			.withBean("simple", Job.class,
					() -> new JobBuilder("simple", repository).start(step("one", repository, false))
						.next(step("two", repository, false))
						.build())
			.withBean("flow", Job.class,
					() -> new JobBuilder("flow", repository).start(step("three", repository, false))
						.on("*")
						.to(step("four", repository, false))
						.end()
						.build())
			.run((context) -> {
				for (AbstractJob job : context.getBeansOfType(AbstractJob.class).values()) {
					job.setObservationRegistry(context.getBean(ObservationRegistry.class));
					execute(job, repository);
				}
				assertThat(context.getBean(RecordedSpans.class).tree()).isEqualTo("""
						INTERNAL job simple
						  INTERNAL step one
						  INTERNAL step two
						INTERNAL job flow
						  INTERNAL step three
						  INTERNAL step four
						""");
			});
	}

	@Test
	void stepsAreLeftAloneWhenOff() {
		JobRepository repository = new ResourcelessJobRepository();
		ObservedApplication.runner()
			.withPropertyValues("tracing.spring-batch.enabled=false")
			.withConfiguration(AutoConfigurations.of(BatchTracingAutoConfiguration.class))
			.withBean(Job.class, () -> new JobBuilder("job", repository).start(step("one", repository, false)).build())
			.run((context) -> {
				execute(context.getBean(AbstractJob.class), repository);
				assertThat(context.getBean(RecordedSpans.class).all()).isEmpty();
			});
	}

	@Test
	void goesOffAndOnWhileTheApplicationRuns() {
		ObservedApplication.runner()
			.withConfiguration(AutoConfigurations.of(BatchTracingAutoConfiguration.class))
			.run((context) -> LiveSwitch.offAndOn(context, "tracing.spring-batch.enabled",
					(isOn) -> run(context.getBean(ObservationRegistry.class), false),
					"INTERNAL request\n  INTERNAL job importUsers\n    INTERNAL step load\n", "INTERNAL request\n"));
	}

	private static JobExecution run(ObservationRegistry registry, boolean fails) throws Exception {
		JobRepository repository = new ResourcelessJobRepository();
		AbstractStep step = step("load", repository, fails);
		step.setObservationRegistry(registry);
		AbstractJob job = (AbstractJob) new JobBuilder("importUsers", repository).start(step).build();
		job.setObservationRegistry(registry);
		return execute(job, repository);
	}

	private static AbstractStep step(String name, JobRepository repository, boolean fails) {
		return (AbstractStep) new StepBuilder(name, repository).tasklet((contribution, chunk) -> {
			if (fails) {
				throw new IllegalStateException("broken");
			}
			return RepeatStatus.FINISHED;
		}, new ResourcelessTransactionManager()).build();
	}

	private static JobExecution execute(AbstractJob job, JobRepository repository) throws Exception {
		JobParameters parameters = new JobParameters();
		JobExecution execution = repository.createJobExecution(repository.createJobInstance(job.getName(), parameters),
				parameters, new ExecutionContext());
		job.execute(execution);
		return execution;
	}

}
