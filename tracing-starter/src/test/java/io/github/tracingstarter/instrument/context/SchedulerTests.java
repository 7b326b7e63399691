package io.github.tracingstarter.instrument.context;

import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import io.github.tracingstarter.report.TracingReport;
import io.github.tracingstarter.testing.RecordedSpans;
import org.junit.jupiter.api.Nested;
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

import static org.assertj.core.api.Assertions.assertThat;

class SchedulerTests {

	private static final String VIRTUAL = "spring.threads.virtual.enabled=true";

	@Nested
	class Pool extends SchedulerContract {

		@Override
		String property() {
			return "spring.threads.virtual.enabled=false";
		}

	}

	@Nested
	@EnabledForJreRange(min = JRE.JAVA_21)
	class VirtualThreads extends SchedulerContract {

		@Override
		String property() {
			return VIRTUAL;
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
