package io.github.tracingstarter.instrument.context;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;

import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.support.CronTrigger;
import org.springframework.scheduling.support.PeriodicTrigger;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The contract for each scheduler that Spring Boot creates.
 */
abstract class SchedulerContract {

	/**
	 * Selects the scheduler.
	 * @return a property with its value
	 */
	abstract String property();

	@Test
	void aTaskThatRunsOnceKeepsItsTrace() throws Exception {
		BlockingQueue<String> traces = new LinkedBlockingQueue<>();
		try (ConfigurableApplicationContext context = Caller.run(SchedulerTests.Application.class, property())) {
			TaskScheduler scheduler = context.getBean(TaskScheduler.class);
			Runnable task = () -> traces.add(Caller.currentTrace());
			try (Caller caller = new Caller(context)) {
				scheduler.schedule(task, Instant.now().plusMillis(20));
				assertThat(traces.take()).isEqualTo(caller.traceId());
			}
			scheduler.schedule(task, Instant.now());
			assertThat(traces.take()).isEqualTo("none");
		}
	}

	@Test
	void aTaskThatRepeatsIsInNoTrace() throws Exception {
		try (ConfigurableApplicationContext context = Caller.run(SchedulerTests.Application.class, property())) {
			TaskScheduler scheduler = context.getBean(TaskScheduler.class);
			List<Repeating> repeating = List.of(new Repeating(), new Repeating(), new Repeating(), new Repeating(),
					new Repeating(), new Repeating());
			Duration period = Duration.ofMillis(10);
			try (Caller caller = new Caller(context)) {
				assertThat(caller.traceId()).hasSize(32);
				repeating.get(0).future = scheduler.schedule(repeating.get(0), new CronTrigger("* * * * * *"));
				repeating.get(1).future = scheduler.schedule(repeating.get(1), new PeriodicTrigger(period));
				repeating.get(2).future = scheduler.scheduleAtFixedRate(repeating.get(2), period);
				repeating.get(3).future = scheduler.scheduleAtFixedRate(repeating.get(3), Instant.now(), period);
				repeating.get(4).future = scheduler.scheduleWithFixedDelay(repeating.get(4), period);
				repeating.get(5).future = scheduler.scheduleWithFixedDelay(repeating.get(5), Instant.now(), period);
				for (Repeating task : repeating) {
					assertThat(List.of(task.traces.take(), task.traces.take())).containsOnly("none");
					task.future.cancel(false);
				}
			}
		}
	}

	@Test
	void scheduledMethodsOfABeanThatARequestMakesAreRoots() {
		try (ConfigurableApplicationContext context = Caller.run(SchedulerTests.Application.class, property(),
				"scheduled=true", "tracing.scheduled.empty-runs=true")) {
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			try (Caller caller = new Caller(context)) {
				assertThat(caller.traceId()).hasSize(32);
				assertThat(context.getBean(SchedulerTests.LateJob.class)).isNotNull();
			}
			spans.await(3);
			assertThat(spans.named("caller").getParentSpanContext().isValid()).isFalse();
			List<SpanData> runs = spans.all().stream().filter((span) -> span.getName().contains("tick")).toList();
			assertThat(runs).hasSizeGreaterThanOrEqualTo(2)
				.allSatisfy((run) -> assertThat(run.getParentSpanContext().isValid()).isFalse());
			assertThat(runs).extracting(SpanData::getTraceId).doesNotHaveDuplicates();
		}
	}

	private static final class Repeating implements Runnable {

		private final BlockingQueue<String> traces = new LinkedBlockingQueue<>();

		private ScheduledFuture<?> future;

		@Override
		public void run() {
			this.traces.add(Caller.currentTrace());
		}

	}

}
