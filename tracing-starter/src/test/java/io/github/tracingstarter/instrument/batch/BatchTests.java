package io.github.tracingstarter.instrument.batch;

import io.github.tracingstarter.testing.ObservedApplication;
import io.github.tracingstarter.testing.RecordedSpans;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.batch.core.job.AbstractJob;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.parameters.JobParameters;
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
 * The spans of Spring Batch, which its own observations make.
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
				assertThat(spans.tree())
					.isEqualTo(fails ? "INTERNAL spring.batch.job !\n  INTERNAL spring.batch.step !\n"
							: "INTERNAL spring.batch.job\n  INTERNAL spring.batch.step\n");
				if (fails) {
					assertThat(RecordedSpans.attributes(spans.named("spring.batch.job"))).containsEntry("error.type",
							"FAILED");
				}
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
				assertThat(context.getBean(RecordedSpans.class).tree())
					.isEqualTo("INTERNAL spring.batch.job\n  INTERNAL spring.batch.step\n  INTERNAL spring.batch.step\n"
						.repeat(2));
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

	private static JobExecution run(ObservationRegistry registry, boolean fails) throws Exception {
		JobRepository repository = new ResourcelessJobRepository();
		AbstractStep step = step("step", repository, fails);
		step.setObservationRegistry(registry);
		AbstractJob job = (AbstractJob) new JobBuilder("job", repository).start(step).build();
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
