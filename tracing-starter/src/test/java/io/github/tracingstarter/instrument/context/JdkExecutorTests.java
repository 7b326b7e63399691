package io.github.tracingstarter.instrument.context;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.RecursiveTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.github.tracingstarter.report.TracingReport;
import io.opentelemetry.context.Context;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.task.support.TaskExecutorAdapter;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.concurrent.ConcurrentTaskExecutor;
import org.springframework.scheduling.concurrent.ConcurrentTaskScheduler;
import org.springframework.scheduling.concurrent.ForkJoinPoolFactoryBean;
import org.springframework.scheduling.concurrent.ThreadPoolExecutorFactoryBean;
import org.springframework.scheduling.support.PeriodicTrigger;
import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Executors of the JDK and of the application that are beans.
 */
class JdkExecutorTests {

	@Nested
	class FixedPool extends Kind {

		FixedPool() {
			super("fixed");
		}

	}

	@Nested
	class SingleThread extends Kind {

		SingleThread() {
			super("single");
		}

	}

	@Nested
	class ScheduledPool extends Kind {

		ScheduledPool() {
			super("scheduled");
		}

	}

	@Nested
	class SingleScheduledThread extends Kind {

		SingleScheduledThread() {
			super("singleScheduled");
		}

	}

	@Nested
	class WorkStealing extends Kind {

		WorkStealing() {
			super("forkJoin");
		}

	}

	@Nested
	class Unconfigurable extends Kind {

		Unconfigurable() {
			super("unconfigurable");
		}

	}

	@Nested
	class Lambda extends Kind {

		Lambda() {
			super("lambda");
		}

	}

	@Nested
	class OfTheApplication extends Kind {

		OfTheApplication() {
			super("own");
		}

	}

	@Nested
	class MadeByAFactory extends Kind {

		MadeByAFactory() {
			super("factory");
		}

	}

	@Nested
	class MadeByAForkJoinFactory extends Kind {

		MadeByAForkJoinFactory() {
			super("forkJoinFactory");
		}

	}

	@Nested
	class InAnAdapter extends Kind {

		InAnAdapter() {
			super("adapter");
		}

	}

	@Nested
	class InAConcurrentTaskExecutor extends Kind {

		InAConcurrentTaskExecutor() {
			super("concurrent");
		}

	}

	@Nested
	class InAConcurrentTaskScheduler extends Kind {

		InAConcurrentTaskScheduler() {
			super("concurrentScheduler");
		}

	}

	@Nested
	@EnabledForJreRange(min = JRE.JAVA_21)
	class VirtualThreads extends Kind {

		VirtualThreads() {
			super("virtual");
		}

		@Override
		ConfigurableApplicationContext start() {
			return Caller.run(Several.class, "virtual=true");
		}

	}

	@Nested
	class Details {

		private ConfigurableApplicationContext context;

		@BeforeEach
		void start() {
			this.context = Caller.run(Several.class);
		}

		@AfterEach
		void stop() {
			this.context.close();
		}

		@ParameterizedTest
		@ValueSource(strings = { "fixed", "single", "scheduled", "singleScheduled", "forkJoin", "unconfigurable", "own",
				"factory" })
		void tasksThatAreHandedOverTogetherCarryTheTrace(String name) throws Exception {
			ExecutorService executor = this.context.getBean(name, ExecutorService.class);
			try (Caller caller = new Caller(this.context)) {
				List<Callable<String>> tasks = List.of(Caller::currentTrace, Caller::currentTrace);
				for (Future<String> future : executor.invokeAll(tasks)) {
					assertThat(future.get()).isEqualTo(caller.traceId());
				}
				for (Future<String> future : executor.invokeAll(tasks, 5, TimeUnit.SECONDS)) {
					assertThat(future.get()).isEqualTo(caller.traceId());
				}
				assertThat(executor.invokeAny(tasks)).isEqualTo(caller.traceId());
				assertThat(executor.invokeAny(tasks, 5, TimeUnit.SECONDS)).isEqualTo(caller.traceId());
				CompletableFuture<String> trace = new CompletableFuture<>();
				assertThat(executor.submit(() -> {
					trace.complete(Caller.currentTrace());
				}, "result").get()).isEqualTo("result");
				assertThat(trace.get()).isEqualTo(caller.traceId());
				ExecutorCompletionService<String> completion = new ExecutorCompletionService<>(executor);
				completion.submit(Caller::currentTrace);
				assertThat(completion.take().get()).isEqualTo(caller.traceId());
			}
			assertThat(executor.submit(() -> Context.current() == Context.root()).get()).isTrue();
		}

		@ParameterizedTest
		@ValueSource(strings = { "scheduled", "singleScheduled" })
		void aTaskThatRunsOnceKeepsItsTraceAndOneThatRepeatsIsInNone(String name) throws Exception {
			ScheduledExecutorService executor = this.context.getBean(name, ScheduledExecutorService.class);
			BlockingQueue<String> repeated = new LinkedBlockingQueue<>();
			try (Caller caller = new Caller(this.context)) {
				CompletableFuture<String> run = new CompletableFuture<>();
				executor.schedule(() -> run.complete(Caller.currentTrace()), 1, TimeUnit.MILLISECONDS).get();
				assertThat(run.get()).isEqualTo(caller.traceId());
				Callable<String> callable = Caller::currentTrace;
				assertThat(executor.schedule(callable, 1, TimeUnit.MILLISECONDS).get()).isEqualTo(caller.traceId());
				Runnable task = () -> repeated.add(Caller.currentTrace());
				Future<?> rate = executor.scheduleAtFixedRate(task, 0, 1, TimeUnit.MILLISECONDS);
				assertThat(List.of(repeated.take(), repeated.take())).containsOnly("none");
				rate.cancel(false);
				Future<?> delay = executor.scheduleWithFixedDelay(task, 0, 1, TimeUnit.MILLISECONDS);
				assertThat(List.of(repeated.take(), repeated.take())).containsOnly("none");
				delay.cancel(false);
			}
		}

		@Test
		void aTaskWithATriggerIsInNoTrace() throws Exception {
			TaskScheduler scheduler = this.context.getBean("concurrentScheduler", TaskScheduler.class);
			BlockingQueue<String> repeated = new LinkedBlockingQueue<>();
			try (Caller caller = new Caller(this.context)) {
				Future<?> future = scheduler.schedule(() -> repeated.add(Caller.currentTrace()),
						new PeriodicTrigger(java.time.Duration.ofMillis(1)));
				assertThat(List.of(repeated.take(), repeated.take())).containsOnly("none");
				future.cancel(false);
				CompletableFuture<String> once = new CompletableFuture<>();
				scheduler.schedule(() -> once.complete(Caller.currentTrace()), java.time.Instant.now());
				assertThat(once.get()).isEqualTo(caller.traceId());
			}
		}

		@Test
		void aForkedTaskIsTheCallersOwn() throws Exception {
			ForkJoinPool pool = this.context.getBean("forkJoin", ForkJoinPool.class);
			try (Caller caller = new Caller(this.context)) {
				ForkJoinTask<String> task = new CurrentTrace();
				assertThat(pool.submit(task)).isSameAs(task);
				assertThat(task.get()).isEqualTo(caller.traceId());
				assertThat(pool.invoke(new CurrentTrace())).isEqualTo(caller.traceId());
				ForkJoinTask<String> executed = new CurrentTrace();
				pool.execute(executed);
				assertThat(executed.join()).isEqualTo(caller.traceId());
				IllegalStateException mine = new IllegalStateException("mine");
				assertThatExceptionOfType(IllegalStateException.class)
					.isThrownBy(() -> pool.invoke(ForkJoinTask.adapt((Callable<String>) () -> {
						throw mine;
					})).length())
					.withMessageContaining("mine");
			}
		}

		@Test
		void anExecutorIsInjectedAsWhatItIs() {
			Injected injected = this.context.getBean(Injected.class);
			assertThat(injected.fixed()).isSameAs(this.context.getBean("fixed"));
			assertThat(injected.fixed().getCorePoolSize()).isEqualTo(2);
			injected.fixed().setCorePoolSize(1);
			assertThat(this.context.getBean(Several.class).made.getCorePoolSize()).isEqualTo(1);
			assertThat(injected.scheduled().getRemoveOnCancelPolicy()).isFalse();
			assertThat(injected.forkJoin().getParallelism()).isEqualTo(2);
			assertThat(injected.own().name()).isEqualTo("own");
			assertThat(injected.fixed().toString()).isEqualTo(this.context.getBean(Several.class).made.toString());
		}

		@Test
		void aQueueThatComparesGetsTheJobs() throws Exception {
			ThreadPoolExecutor executor = this.context.getBean("priorities", ThreadPoolExecutor.class);
			CountDownLatch release = new CountDownLatch(1);
			List<String> done = new CopyOnWriteArrayList<>();
			try (Caller caller = new Caller(this.context)) {
				assertThat(caller.traceId()).hasSize(32);
				executor.execute(new Job("running", 0, release, done));
				executor.execute(new Job("low", 2, release, done));
				executor.execute(new Job("high", 1, release, done));
			}
			release.countDown();
			executor.shutdown();
			assertThat(executor.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
			assertThat(done).containsExactly("running", "high", "low");
		}

		@Test
		void aHandlerOfRejectedTasksGetsTheJob() {
			ThreadPoolExecutor executor = this.context.getBean("rejecting", ThreadPoolExecutor.class);
			CountDownLatch release = new CountDownLatch(1);
			List<String> done = new CopyOnWriteArrayList<>();
			try (Caller caller = new Caller(this.context)) {
				assertThat(caller.traceId()).hasSize(32);
				executor.execute(new Job("running", 0, release, done));
				executor.execute(new Job("rejected", 0, release, done));
				Future<?> cancelled = executor.submit(() -> "never");
				assertThat(cancelled.isCancelled()).isTrue();
			}
			release.countDown();
			assertThat(this.context.getBean(Several.class).rejected).containsExactly("rejected");
		}

		@Test
		void waitingJobsAreRemovedAndReturned() throws Exception {
			ThreadPoolExecutor executor = this.context.getBean("one", ThreadPoolExecutor.class);
			CountDownLatch release = new CountDownLatch(1);
			List<String> done = new CopyOnWriteArrayList<>();
			Job removed = new Job("removed", 0, release, done);
			Job waiting = new Job("waiting", 0, release, done);
			try (Caller caller = new Caller(this.context)) {
				assertThat(caller.traceId()).hasSize(32);
				executor.execute(new Job("running", 0, release, done));
				executor.execute(removed);
				executor.execute(waiting);
				assertThat(executor.remove(removed)).isTrue();
				assertThat(executor.remove(removed)).isFalse();
				assertThat(executor.shutdownNow()).containsExactly(waiting);
				// Its text changes until then.
				assertThat(executor.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
				assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> executor.execute(waiting))
					.withMessageStartingWith("Task " + waiting + " rejected from " + executor);
			}
			release.countDown();
		}

		@Test
		void threadsThatAreInATraceAlreadyAreBelievedWhereTheExecutorIsTheApplicationsOwn() throws Exception {
			Executor executor = this.context.getBean("another", Executor.class);
			CompletableFuture<String> run = new CompletableFuture<>();
			try (Caller caller = new Caller(this.context)) {
				executor.execute(() -> run.complete(Caller.currentTrace()));
				assertThat(run.get()).hasSize(32).isNotEqualTo(caller.traceId());
			}
		}

		@Test
		void theReportNamesThem() {
			assertThat(this.context.getBean(TracingReport.class).entries())
				.filteredOn((entry) -> entry.instrumentation().equals("task executors"))
				.extracting(TracingReport.Entry::subject, TracingReport.Entry::traced, TracingReport.Entry::reason)
				.contains(tuple("fixed (ThreadPoolExecutor)", true, ""),
						tuple("scheduled (ScheduledThreadPoolExecutor)", true, ""),
						tuple("forkJoin (ForkJoinPool)", true, ""), tuple("own (OwnExecutor)", true, ""),
						tuple("lambda (lambda)", true, ""),
						tuple("finals (WithFinalMethod)", false, "its class cannot be extended, or has final methods"));
		}

		@Test
		void aFinalMethodStillWorks() {
			WithFinalMethod executor = this.context.getBean(WithFinalMethod.class);
			assertThat(executor.label()).isEqualTo("finals");
		}

		@Test
		void theContextStopsThem() throws Exception {
			ThreadPoolExecutor made = this.context.getBean(Several.class).made;
			Collection<ExecutorService> services = this.context.getBeansOfType(ExecutorService.class).values();
			this.context.close();
			assertThat(made.isShutdown()).isTrue();
			assertThat(services).isNotEmpty().allMatch(ExecutorService::isShutdown);
		}

		@Test
		@EnabledForJreRange(min = JRE.JAVA_19)
		void closingWaitsForTheTasks() throws Exception {
			ExecutorService executor = this.context.getBean("fixed", ExecutorService.class);
			Future<String> future;
			try (Caller caller = new Caller(this.context)) {
				assertThat(caller.traceId()).hasSize(32);
				future = executor.submit(() -> {
					Thread.sleep(50);
					return "done";
				});
			}
			ReflectionUtils.invokeMethod(ExecutorService.class.getMethod("close"), executor);
			assertThat(future.isDone()).isTrue();
			assertThat(executor.isTerminated()).isTrue();
		}

	}

	@Test
	void aCircleOfBeansSharesOneExecutor() throws Exception {
		try (ConfigurableApplicationContext context = Caller.run(Circle.class,
				"spring.main.allow-circular-references=true"); Caller caller = new Caller(context)) {
			User user = context.getBean(User.class);
			assertThat(user.executor).isSameAs(context.getBean(ExecutorService.class));
			assertThat(user.executor.submit(Caller::currentTrace).get()).isEqualTo(caller.traceId());
		}
	}

	@Test
	void offByItsKey() throws Exception {
		try (ConfigurableApplicationContext context = Caller.run(Several.class, "tracing.context.enabled=false")) {
			assertThat(context.getBean("fixed")).isSameAs(context.getBean(Several.class).made);
		}
	}

	@Test
	void theFailureOfATaskIsNotWrapped() throws Exception {
		try (ConfigurableApplicationContext context = Caller.run(Several.class); Caller caller = new Caller(context)) {
			assertThat(caller.traceId()).hasSize(32);
			IllegalStateException mine = new IllegalStateException("mine");
			List<Callable<String>> failing = List.of(() -> {
				throw mine;
			});
			assertThatExceptionOfType(ExecutionException.class)
				.isThrownBy(() -> context.getBean("fixed", ExecutorService.class).invokeAny(failing))
				.havingCause()
				.isSameAs(mine);
			assertThatExceptionOfType(NullPointerException.class)
				.isThrownBy(() -> context.getBean("fixed", ExecutorService.class).execute(null));
		}
	}

	/**
	 * An executor among several in one application.
	 */
	private abstract static class Kind extends ExecutorContract {

		private final String name;

		Kind(String name) {
			this.name = name;
		}

		@Override
		ConfigurableApplicationContext start() {
			return Caller.run(Several.class);
		}

		@Override
		String name() {
			return this.name;
		}

	}

	@SuppressWarnings("serial")
	private static final class CurrentTrace extends RecursiveTask<String> {

		@Override
		protected String compute() {
			return Caller.currentTrace();
		}

	}

	private record Job(String name, int priority, CountDownLatch start,
			List<String> done) implements Runnable, Comparable<Job> {

		@Override
		public void run() {
			try {
				this.start.await(5, TimeUnit.SECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			this.done.add(this.name);
		}

		@Override
		public int compareTo(Job other) {
			return Integer.compare(this.priority, other.priority);
		}

	}

	record Injected(ThreadPoolExecutor fixed, ScheduledThreadPoolExecutor scheduled, ForkJoinPool forkJoin,
			OwnExecutor own) {

	}

	/**
	 * A class of the application that has state and a protected method.
	 */
	static class OwnExecutor extends AbstractExecutorService {

		private final ExecutorService pool = Executors.newFixedThreadPool(2);

		private final String name = "own";

		String name() {
			return this.name;
		}

		ExecutorService pool() {
			return this.pool;
		}

		@Override
		public void execute(Runnable command) {
			this.pool.execute(command);
		}

		@Override
		public void shutdown() {
			this.pool.shutdown();
		}

		@Override
		public List<Runnable> shutdownNow() {
			return this.pool.shutdownNow();
		}

		@Override
		public boolean isShutdown() {
			return this.pool.isShutdown();
		}

		@Override
		public boolean isTerminated() {
			return this.pool.isTerminated();
		}

		@Override
		public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
			return this.pool.awaitTermination(timeout, unit);
		}

	}

	static class WithFinalMethod implements Executor {

		private final String label = "finals";

		public final String label() {
			return this.label;
		}

		@Override
		public void execute(Runnable command) {
			command.run();
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Several {

		private final List<String> rejected = new CopyOnWriteArrayList<>();

		private ThreadPoolExecutor made;

		@Bean
		ThreadPoolExecutor fixed() {
			this.made = (ThreadPoolExecutor) Executors.newFixedThreadPool(2);
			return this.made;
		}

		@Bean
		ExecutorService single() {
			return Executors.newSingleThreadExecutor();
		}

		@Bean
		ScheduledThreadPoolExecutor scheduled() {
			return new ScheduledThreadPoolExecutor(2);
		}

		@Bean
		ScheduledExecutorService singleScheduled() {
			return Executors.newSingleThreadScheduledExecutor();
		}

		@Bean
		ForkJoinPool forkJoin() {
			return new ForkJoinPool(2);
		}

		@Bean
		ExecutorService unconfigurable() {
			return Executors.unconfigurableExecutorService(Executors.newFixedThreadPool(2));
		}

		@Bean
		Executor lambda(OwnExecutor own) {
			ExecutorService pool = own.pool();
			return (task) -> pool.execute(task);
		}

		@Bean
		OwnExecutor own() {
			return new OwnExecutor();
		}

		@Bean
		ThreadPoolExecutorFactoryBean factory() {
			return new ThreadPoolExecutorFactoryBean();
		}

		@Bean
		ForkJoinPoolFactoryBean forkJoinFactory() {
			return new ForkJoinPoolFactoryBean();
		}

		@Bean
		TaskExecutorAdapter adapter(OwnExecutor own) {
			return new TaskExecutorAdapter(own.pool());
		}

		@Bean
		ConcurrentTaskExecutor concurrent(OwnExecutor own) {
			return new ConcurrentTaskExecutor(own.pool());
		}

		@Bean(destroyMethod = "")
		ConcurrentTaskScheduler concurrentScheduler(InnerPool pool) {
			return new ConcurrentTaskScheduler(pool.pool());
		}

		@Bean
		InnerPool innerPool() {
			return new InnerPool(Executors.newSingleThreadScheduledExecutor());
		}

		@Bean
		ThreadPoolExecutor priorities() {
			return new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new PriorityBlockingQueue<>());
		}

		@Bean
		ThreadPoolExecutor one() {
			return new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
		}

		@Bean
		ThreadPoolExecutor rejecting() {
			return new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new java.util.concurrent.SynchronousQueue<>(),
					(task, pool) -> {
						if (task instanceof Future<?> future) {
							future.cancel(false);
						}
						else {
							this.rejected.add(((Job) task).name());
						}
					});
		}

		@Bean
		Executor another(ConfigurableApplicationContext context) {
			return (task) -> new Thread(() -> {
				try (Caller caller = new Caller(context)) {
					assertThat(caller.traceId()).hasSize(32);
					task.run();
				}
			}).start();
		}

		@Bean
		WithFinalMethod finals() {
			return new WithFinalMethod();
		}

		@Bean
		Injected injected(ThreadPoolExecutor fixed, ScheduledThreadPoolExecutor scheduled, ForkJoinPool forkJoin,
				OwnExecutor own) {
			return new Injected(fixed, scheduled, forkJoin, own);
		}

		@Bean
		@ConditionalOnProperty("virtual")
		ExecutorService virtual() throws Exception {
			return (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
		}

	}

	/**
	 * A pool that is not a bean.
	 *
	 * @param pool the pool
	 */
	record InnerPool(ScheduledExecutorService pool) implements AutoCloseable {

		@Override
		public void close() {
			this.pool.shutdown();
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Circle {

		@Bean
		CircularExecutor executor() {
			return new CircularExecutor();
		}

		@Bean
		User user() {
			return new User();
		}

	}

	static class CircularExecutor extends OwnExecutor {

		@Autowired
		private User user;

	}

	static class User {

		@Autowired
		private CircularExecutor executor;

	}

}
