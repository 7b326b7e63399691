package io.github.tracingstarter.instrument.context;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import io.github.tracingstarter.report.TracingReport;
import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.task.SimpleAsyncTaskSchedulerCustomizer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.scheduling.support.CronTrigger;
import org.springframework.scheduling.support.PeriodicTrigger;

import static org.assertj.core.api.Assertions.assertThat;

class SchedulerTests {

	private static final String VIRTUAL = "spring.threads.virtual.enabled=true";

	@Test
	void aTaskThatRunsOnceKeepsItsTrace() throws Exception {
		aTaskThatRunsOnceKeepsItsTrace("spring.main.banner-mode=off");
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void aTaskThatRunsOnceOnAVirtualThreadKeepsItsTrace() throws Exception {
		aTaskThatRunsOnceKeepsItsTrace(VIRTUAL);
	}

	private static void aTaskThatRunsOnceKeepsItsTrace(String property) throws Exception {
		BlockingQueue<String> traces = new LinkedBlockingQueue<>();
		try (ConfigurableApplicationContext context = Caller.run(Application.class, property)) {
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
		aTaskThatRepeatsIsInNoTrace("spring.main.banner-mode=off");
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void aTaskThatRepeatsOnVirtualThreadsIsInNoTrace() throws Exception {
		aTaskThatRepeatsIsInNoTrace(VIRTUAL);
	}

	private static void aTaskThatRepeatsIsInNoTrace(String property) throws Exception {
		try (ConfigurableApplicationContext context = Caller.run(Application.class, property)) {
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
		scheduledMethodsOfABeanThatARequestMakesAreRoots("spring.main.banner-mode=off");
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void scheduledMethodsOnVirtualThreadsAreRoots() {
		scheduledMethodsOfABeanThatARequestMakesAreRoots(VIRTUAL);
	}

	private static void scheduledMethodsOfABeanThatARequestMakesAreRoots(String property) {
		try (ConfigurableApplicationContext context = Caller.run(Application.class, property, "scheduled=true")) {
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			try (Caller caller = new Caller(context)) {
				assertThat(caller.traceId()).hasSize(32);
				assertThat(context.getBean(LateJob.class)).isNotNull();
			}
			spans.await(3);
			assertThat(spans.named("caller").getParentSpanContext().isValid()).isFalse();
			List<SpanData> runs = spans.all().stream().filter((span) -> span.getName().contains("tick")).toList();
			assertThat(runs).hasSizeGreaterThanOrEqualTo(2)
				.allSatisfy((run) -> assertThat(run.getParentSpanContext().isValid()).isFalse());
			assertThat(runs).extracting(SpanData::getTraceId).doesNotHaveDuplicates();
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void aTaskThatIsCancelledLeavesTheQueue(boolean traced) {
		try (ConfigurableApplicationContext context = Caller.run(Application.class, "own-scheduler=true",
				"tracing.context.enabled=" + traced); Caller caller = new Caller(context)) {
			assertThat(caller.traceId()).hasSize(32);
			ThreadPoolTaskScheduler scheduler = context.getBean(ThreadPoolTaskScheduler.class);
			ScheduledFuture<?> future = scheduler.schedule(() -> {
			}, Instant.now().plusSeconds(60));
			assertThat(scheduler.getScheduledThreadPoolExecutor().getQueue()).containsExactly((Runnable) future);
			assertThat(future.cancel(false)).isTrue();
			assertThat(scheduler.getScheduledThreadPoolExecutor().getQueue()).isEmpty();
		}
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void theSchedulerForVirtualThreadsIsWhatBootMade() throws Exception {
		SimpleAsyncTaskScheduler scheduler;
		try (ConfigurableApplicationContext context = Caller.run(Application.class, VIRTUAL,
				"spring.task.scheduling.simple.concurrency-limit=7",
				"spring.task.scheduling.thread-name-prefix=mine-")) {
			scheduler = context.getBean(SimpleAsyncTaskScheduler.class);
			assertThat(scheduler.getConcurrencyLimit()).isEqualTo(7);
			BlockingQueue<String> names = new LinkedBlockingQueue<>();
			scheduler.schedule(() -> names.add(Thread.currentThread().getName()), Instant.now());
			assertThat(names.take()).startsWith("mine-");
			assertThat(scheduler.isRunning()).isTrue();
			assertThat(context.getBean(TracingReport.class).entries()).extracting(TracingReport.Entry::subject)
				.contains("taskScheduler (SimpleAsyncTaskScheduler)");
		}
		assertThat(scheduler.isActive()).isFalse();
		assertThat(scheduler.isRunning()).isFalse();
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void aCustomizedSchedulerForVirtualThreadsStaysSo() throws Exception {
		try (ConfigurableApplicationContext context = Caller.run(Application.class, VIRTUAL, "customized=true")) {
			CountDownLatch handled = context.getBean(CountDownLatch.class);
			context.getBean(TaskScheduler.class).schedule(() -> {
				throw new IllegalStateException("handled");
			}, Instant.now());
			assertThat(handled.await(5, TimeUnit.SECONDS)).isTrue();
		}
	}

	@Test
	void aSchedulerOfTheApplicationWithAThreadForEachTaskIsNotReplaced() throws Exception {
		try (ConfigurableApplicationContext context = Caller.run(Application.class, "own-simple=true")) {
			SimpleAsyncTaskScheduler scheduler = context.getBean(SimpleAsyncTaskScheduler.class);
			assertThat(scheduler.getClass()).isEqualTo(SimpleAsyncTaskScheduler.class);
			try (Caller caller = new Caller(context)) {
				assertThat(scheduler.submit(Caller::currentTrace).get()).isEqualTo(caller.traceId());
			}
			assertThat(context.getBean(TracingReport.class).entries()).contains(new TracingReport.Entry(
					"task executors", "delayed tasks of ownSimple", false, "it submits them only when they are due"));
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

	static class LateJob {

		@Scheduled(cron = "* * * * * *")
		void tick() {
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	@EnableScheduling
	static class Application {

		@Bean
		RecordedSpans recordedSpans() {
			return new RecordedSpans();
		}

		@Bean
		@Lazy
		@ConditionalOnProperty("scheduled")
		LateJob lateJob() {
			return new LateJob();
		}

		@Bean
		@ConditionalOnProperty("own-scheduler")
		ThreadPoolTaskScheduler ownScheduler() {
			ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
			scheduler.setRemoveOnCancelPolicy(true);
			return scheduler;
		}

		@Bean
		@ConditionalOnProperty("own-simple")
		SimpleAsyncTaskScheduler ownSimple() {
			return new SimpleAsyncTaskScheduler();
		}

		@Bean
		CountDownLatch handled() {
			return new CountDownLatch(1);
		}

		@Bean
		@ConditionalOnProperty("customized")
		SimpleAsyncTaskSchedulerCustomizer customizer(CountDownLatch handled) {
			return (scheduler) -> scheduler.setErrorHandler((ex) -> handled.countDown());
		}

	}

}
