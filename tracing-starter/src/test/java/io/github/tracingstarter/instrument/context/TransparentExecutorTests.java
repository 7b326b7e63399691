package io.github.tracingstarter.instrument.context;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.task.ThreadPoolTaskExecutorBuilder;
import org.springframework.boot.task.ThreadPoolTaskExecutorCustomizer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.task.TaskDecorator;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What an application sees of its tasks. Each test also runs untraced, because tracing
 * must not be visible.
 */
class TransparentExecutorTests {

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void aHandlerOfRejectedTasksCancelsTheFuture(boolean traced) throws Exception {
		RejectedExecutionHandler cancelling = (task, pool) -> ((Future<?>) task).cancel(false);
		try (ConfigurableApplicationContext context = run(traced, "one-thread=true")) {
			ThreadPoolTaskExecutor executor = context.getBean(ThreadPoolTaskExecutor.class);
			executor.getThreadPoolExecutor().setRejectedExecutionHandler(cancelling);
			CountDownLatch release = new CountDownLatch(1);
			List<Future<String>> futures = new ArrayList<>();
			try (Caller caller = new Caller(context)) {
				for (int i = 0; i < 3; i++) {
					futures.add(executor.submit(() -> {
						release.await();
						return Caller.currentTrace();
					}));
				}
				assertThatExceptionOfType(CancellationException.class)
					.isThrownBy(() -> futures.get(2).get(5, TimeUnit.SECONDS));
				release.countDown();
				String expected = traced ? caller.traceId() : "none";
				assertThat(futures.get(0).get()).isEqualTo(expected);
				assertThat(futures.get(1).get()).isEqualTo(expected);
			}
			assertThat(executor.getThreadPoolExecutor().getRejectedExecutionHandler()).isSameAs(cancelling);
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void aHandlerOfRejectedTasksGetsTheJob(boolean traced) throws Exception {
		try (ConfigurableApplicationContext context = run(traced, "one-thread=true")) {
			ThreadPoolTaskExecutor executor = context.getBean(ThreadPoolTaskExecutor.class);
			List<String> rejected = new CopyOnWriteArrayList<>();
			executor.getThreadPoolExecutor()
				.setRejectedExecutionHandler((task, pool) -> rejected.add(((Job) task).name));
			CountDownLatch release = new CountDownLatch(1);
			try (Caller caller = new Caller(context)) {
				assertThat(caller.traceId()).hasSize(32);
				executor.execute(new Job("running", 0, release));
				executor.execute(new Job("waiting", 0, release));
				executor.execute(new Job("rejected", 0, release));
			}
			release.countDown();
			assertThat(rejected).containsExactly("rejected");
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void aQueueComparesTheJobs(boolean traced) throws Exception {
		try (ConfigurableApplicationContext context = run(traced, "priority=true")) {
			ThreadPoolTaskExecutor executor = context.getBean(ThreadPoolTaskExecutor.class);
			CountDownLatch release = new CountDownLatch(1);
			Job low = new Job("low", 3, release);
			Job middle = new Job("middle", 2, release);
			Job high = new Job("high", 1, release);
			String expected;
			try (Caller caller = new Caller(context)) {
				expected = traced ? caller.traceId() : "none";
				executor.execute(new Job("running", 0, release));
				executor.execute(low);
				executor.execute(high);
				executor.execute(middle);
			}
			assertThat(executor.getThreadPoolExecutor().getQueue()).containsExactlyInAnyOrder(low, middle, high)
				.first()
				.isSameAs(high);
			release.countDown();
			assertThat(low.trace()).isEqualTo(expected);
			assertThat(Job.order).endsWith("high", "middle", "low");
			assertThat(PriorityExecutor.before).contains(low, middle, high);
			assertThat(PriorityExecutor.after).contains(middle, high);
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void aJobIsRemovedFromTheQueue(boolean traced) throws Exception {
		try (ConfigurableApplicationContext context = run(traced, "one-thread=true")) {
			ThreadPoolTaskExecutor executor = context.getBean(ThreadPoolTaskExecutor.class);
			CountDownLatch release = new CountDownLatch(1);
			Job job = new Job("removed", 0, release);
			try (Caller caller = new Caller(context)) {
				assertThat(caller.traceId()).hasSize(32);
				executor.execute(new Job("running", 0, release));
				executor.execute(job);
				assertThat(executor.getThreadPoolExecutor().remove(job)).isTrue();
				Future<?> future = executor.submit(job);
				assertThat(executor.getThreadPoolExecutor().getQueue().peek()).isSameAs(future);
				assertThat(executor.getThreadPoolExecutor().remove((Runnable) future)).isTrue();
			}
			release.countDown();
			assertThat(job.done.await(100, TimeUnit.MILLISECONDS)).isFalse();
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void theDecoratorOfTheApplicationGetsTheJob(boolean traced) throws Exception {
		try (ConfigurableApplicationContext context = run(traced, "decorator=true")) {
			ThreadPoolTaskExecutor executor = context.getBean(ThreadPoolTaskExecutor.class);
			Job job = new Job("decorated", 0, new CountDownLatch(0));
			try (Caller caller = new Caller(context)) {
				executor.execute(job);
				assertThat(job.trace()).isEqualTo(traced ? caller.traceId() : "none");
			}
			Decorator decorator = context.getBean(Decorator.class);
			assertThat(decorator.given).containsExactly(job);
			assertThat(context.getBeanProvider(TaskDecorator.class).stream()).containsExactly(decorator);
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void aFutureBehindADecoratorIsCancelledWhenTheApplicationStops(boolean traced) throws Exception {
		// Spring references decorated tasks weakly, so with or without us, a garbage
		// collection in between loses the future.
		boolean cancelled = false;
		for (int attempt = 0; attempt < 5 && !cancelled; attempt++) {
			cancelled = stopWithAWaitingTask(traced).isCancelled();
		}
		assertThat(cancelled).isTrue();
	}

	private static Future<?> stopWithAWaitingTask(boolean traced) throws Exception {
		Future<?> waiting;
		CountDownLatch started = new CountDownLatch(1);
		try (ConfigurableApplicationContext context = run(traced, "decorator=true", "one-thread=true",
				"spring.lifecycle.timeout-per-shutdown-phase=10ms")) {
			ThreadPoolTaskExecutor executor = context.getBean(ThreadPoolTaskExecutor.class);
			try (Caller caller = new Caller(context)) {
				assertThat(caller.traceId()).hasSize(32);
				executor.submit(() -> {
					started.countDown();
					return new CountDownLatch(1).await(1, TimeUnit.MINUTES);
				});
				waiting = executor.submit(() -> "never");
			}
			started.await();
		}
		return waiting;
	}

	@Test
	void aRejectedJobLeavesNothingBehind() throws Exception {
		try (ConfigurableApplicationContext context = run(true, "one-thread=true")) {
			ThreadPoolTaskExecutor executor = context.getBean(ThreadPoolTaskExecutor.class);
			executor.getThreadPoolExecutor().setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardOldestPolicy());
			CountDownLatch release = new CountDownLatch(1);
			Job job = new Job("again and again", 0, release);
			try (Caller caller = new Caller(context)) {
				assertThat(caller.traceId()).hasSize(32);
				executor.execute(new Job("running", 0, release));
				executor.execute(job);
				executor.execute(job);
			}
			String second;
			try (Caller caller = new Caller(context)) {
				second = caller.traceId();
				executor.execute(job);
			}
			release.countDown();
			assertThat(job.trace()).isEqualTo(second);
			Job outside = new Job("outside", 0, release);
			executor.execute(outside);
			assertThat(outside.trace()).isEqualTo("none");
		}
	}

	private static ConfigurableApplicationContext run(boolean traced, String... properties) {
		Job.order.clear();
		return Caller.builder(Application.class)
			.web(org.springframework.boot.WebApplicationType.NONE)
			.properties("tracing.context.enabled=" + traced)
			.properties(properties)
			.run();
	}

	/**
	 * A task that the application compares, casts and removes.
	 */
	private static final class Job implements Runnable, Comparable<Job> {

		private static final List<String> order = new CopyOnWriteArrayList<>();

		private final String name;

		private final int priority;

		private final CountDownLatch release;

		private final CountDownLatch done = new CountDownLatch(1);

		private volatile @Nullable String trace;

		Job(String name, int priority, CountDownLatch release) {
			this.name = name;
			this.priority = priority;
			this.release = release;
		}

		@Override
		public void run() {
			try {
				this.release.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			order.add(this.name);
			this.trace = Caller.currentTrace();
			this.done.countDown();
		}

		@Nullable String trace() throws InterruptedException {
			assertThat(this.done.await(5, TimeUnit.SECONDS)).isTrue();
			return this.trace;
		}

		@Override
		public int compareTo(Job other) {
			return Integer.compare(this.priority, other.priority);
		}

	}

	@SuppressWarnings("serial")
	private static final class PriorityExecutor extends ThreadPoolTaskExecutor {

		private static final List<Runnable> before = new CopyOnWriteArrayList<>();

		private static final List<Runnable> after = new CopyOnWriteArrayList<>();

		@Override
		protected BlockingQueue<Runnable> createQueue(int queueCapacity) {
			return new PriorityBlockingQueue<>();
		}

		@Override
		protected void beforeExecute(Thread thread, Runnable task) {
			super.beforeExecute(thread, task);
			before.add(task);
		}

		@Override
		protected void afterExecute(Runnable task, @Nullable Throwable failure) {
			super.afterExecute(task, failure);
			after.add(task);
		}

	}

	private static final class Decorator implements TaskDecorator {

		private final List<Runnable> given = new CopyOnWriteArrayList<>();

		@Override
		public Runnable decorate(Runnable task) {
			this.given.add(task);
			return () -> task.run();
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Application {

		@Bean
		@ConditionalOnProperty("one-thread")
		ThreadPoolTaskExecutorCustomizer oneThread() {
			return (executor) -> {
				executor.setCorePoolSize(1);
				executor.setMaxPoolSize(1);
				executor.setQueueCapacity(1);
			};
		}

		@Bean
		@ConditionalOnProperty("priority")
		ThreadPoolTaskExecutor applicationTaskExecutor(ThreadPoolTaskExecutorBuilder builder) {
			ThreadPoolTaskExecutor executor = builder.configure(new PriorityExecutor());
			executor.setCorePoolSize(1);
			return executor;
		}

		@Bean
		@ConditionalOnProperty("decorator")
		Decorator decorator() {
			return new Decorator();
		}

	}

}
