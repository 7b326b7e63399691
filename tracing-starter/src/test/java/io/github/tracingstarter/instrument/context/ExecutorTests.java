package io.github.tracingstarter.instrument.context;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.github.tracingstarter.report.TracingReport;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;
import org.springframework.context.event.SimpleApplicationEventMulticaster;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.support.TaskExecutorAdapter;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.task.DelegatingSecurityContextAsyncTaskExecutor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

class ExecutorTests {

	@Nested
	class Pool extends Kind {

		Pool() {
			super("pool");
		}

	}

	@Nested
	class PoolWithoutAQueue extends Kind {

		PoolWithoutAQueue() {
			super("directPool");
		}

	}

	@Nested
	class PoolWithAllThreadsStarted extends Kind {

		PoolWithAllThreadsStarted() {
			super("prestarted");
		}

	}

	@Nested
	class Scheduler extends Kind {

		Scheduler() {
			super("scheduler");
		}

	}

	@Nested
	class ThreadForEachTask extends Kind {

		ThreadForEachTask() {
			super("simple");
		}

	}

	@Nested
	class DelegatingToAPool extends Kind {

		DelegatingToAPool() {
			super("secured");
		}

	}

	@Nested
	@EnabledForJreRange(min = JRE.JAVA_21)
	class VirtualThreads extends ExecutorContract {

		@Override
		ConfigurableApplicationContext start() {
			return Caller.run(Plain.class, "spring.threads.virtual.enabled=true");
		}

		@Override
		String name() {
			return "applicationTaskExecutor";
		}

		@Test
		void eachTaskHasAThread() {
			assertThat(executor()).isInstanceOf(SimpleAsyncTaskExecutor.class);
		}

	}

	@Test
	void securityComesAlong() throws Exception {
		try (ConfigurableApplicationContext context = Caller.run(Several.class)) {
			AsyncTaskExecutor executor = context.getBean("secured", AsyncTaskExecutor.class);
			SecurityContextHolder.setContext(new SecurityContextImpl(new TestingAuthenticationToken("user", "none")));
			try (Caller caller = new Caller(context)) {
				Future<String> future = executor
					.submit(() -> SecurityContextHolder.getContext().getAuthentication().getName() + " "
							+ Caller.currentTrace());
				assertThat(future.get()).isEqualTo("user " + caller.traceId());
			}
			finally {
				SecurityContextHolder.clearContext();
			}
		}
	}

	@Test
	void oneAndTheSameTaskIsHandedOverByTwoTraces() throws Exception {
		try (ConfigurableApplicationContext context = Caller.run(Several.class)) {
			ThreadPoolTaskExecutor executor = context.getBean("pool", ThreadPoolTaskExecutor.class);
			CountDownLatch release = new CountDownLatch(1);
			BlockingQueue<String> traces = new LinkedBlockingQueue<>();
			Runnable shared = () -> traces.add(Caller.currentTrace());
			executor.execute(() -> await(release));
			String first;
			String second;
			try (Caller caller = new Caller(context)) {
				first = caller.traceId();
				executor.execute(shared);
			}
			executor.execute(shared);
			try (Caller caller = new Caller(context)) {
				second = caller.traceId();
				executor.execute(shared);
			}
			release.countDown();
			assertThat(List.of(traces.take(), traces.take(), traces.take())).containsExactlyInAnyOrder(first, "none",
					second);
			executor.execute(shared);
			assertThat(traces.take()).isEqualTo("none");
		}
	}

	@Test
	void aTaskThatTheCallerRunsIsInTheTraceOfTheCaller() throws Exception {
		try (ConfigurableApplicationContext context = Caller.run(Several.class)) {
			ThreadPoolTaskExecutor executor = context.getBean("full", ThreadPoolTaskExecutor.class);
			CountDownLatch release = new CountDownLatch(1);
			executor.execute(() -> await(release));
			try (Caller caller = new Caller(context)) {
				assertThat(executor.submit(Caller::currentTrace).get()).isEqualTo(caller.traceId());
				assertThat(Caller.currentTrace()).isEqualTo(caller.traceId());
			}
			executor.getThreadPoolExecutor().setRejectedExecutionHandler(new ThreadPoolExecutor.AbortPolicy());
			assertThatExceptionOfType(RejectedExecutionException.class)
				.isThrownBy(() -> executor.submit(Caller::currentTrace))
				.havingCause()
				.withMessageContaining(
						"rejected from org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor$1@");
			release.countDown();
		}
	}

	@Test
	void theReportNamesWhatIsCarriedAndWhatIsLeftAlone() {
		try (ConfigurableApplicationContext context = Caller.run(Several.class)) {
			assertThat(context.getBean(TracingReport.class).entries())
				.filteredOn((entry) -> entry.instrumentation().equals("task executors"))
				.extracting(TracingReport.Entry::subject, TracingReport.Entry::traced, TracingReport.Entry::reason)
				.containsExactlyInAnyOrder(tuple("pool (ThreadPoolTaskExecutor)", true, ""),
						tuple("prestarted (ThreadPoolTaskExecutor)", true, ""),
						tuple("full (ThreadPoolTaskExecutor)", true, ""),
						tuple("directPool (ThreadPoolTaskExecutor)", true, ""),
						tuple("scheduler (ThreadPoolTaskScheduler)", true, ""),
						tuple("simple (SimpleAsyncTaskExecutor)", true, ""),
						tuple("secured (DelegatingSecurityContextAsyncTaskExecutor)", false,
								"it is not one of the executors that carry the trace; a bean that it delegates to may be"),
						tuple("adapter (TaskExecutorAdapter)", true, ""), tuple("jdk (ThreadPoolExecutor)", true, ""),
						tuple("watching (WatchingExecutor)", false,
								"its class creates its own pool, or it was used before it was initialized"),
						tuple("starting (StartingExecutor)", false, "its class starts its own threads"));
		}
	}

	@Test
	void anExecutorThatLooksAtItsPoolKeepsIt() {
		try (ConfigurableApplicationContext context = Caller.run(Several.class)) {
			WatchingExecutor executor = context.getBean(WatchingExecutor.class);
			assertThat(executor.getThreadPoolExecutor()).isSameAs(executor.watched);
		}
	}

	@Test
	void allThreadsOfAPrestartedPoolAreThere() throws Exception {
		try (ConfigurableApplicationContext context = Caller.run(Several.class)) {
			ThreadPoolTaskExecutor executor = context.getBean("prestarted", ThreadPoolTaskExecutor.class);
			assertThat(executor.getPoolSize()).isEqualTo(3);
			assertThat(executor.submit(() -> Thread.currentThread().getName()).get()).isIn("prestarted-1",
					"prestarted-2", "prestarted-3");
		}
	}

	@Test
	void aCircleOfBeansSharesOneExecutor() throws Exception {
		try (ConfigurableApplicationContext context = Caller.run(Circle.class,
				"spring.main.allow-circular-references=true")) {
			CircularExecutor executor = context.getBean(CircularExecutor.class);
			CircularUser user = context.getBean(CircularUser.class);
			assertThat(user.executor).isSameAs(executor);
			assertThat(executor.user).isSameAs(user);
			try (Caller caller = new Caller(context)) {
				assertThat(user.executor.submit(Caller::currentTrace).get()).isEqualTo(caller.traceId());
			}
		}
	}

	@Test
	void eventsAreHandledInTheTraceOfTheirPublisher() throws Exception {
		try (ConfigurableApplicationContext context = Caller.run(Events.class); Caller caller = new Caller(context)) {
			CompletableFuture<String> handled = new CompletableFuture<>();
			context.publishEvent(new Published(handled));
			assertThat(handled.get(5, TimeUnit.SECONDS)).startsWith("events-").endsWith(caller.traceId());
		}
	}

	@Test
	void theBeanThatTheApplicationPausesGoesOnAndStops() throws Exception {
		Future<String> running;
		try (ConfigurableApplicationContext context = Caller.run(Several.class)) {
			ThreadPoolTaskExecutor executor = context.getBean("pool", ThreadPoolTaskExecutor.class);
			assertThat(executor.isRunning()).isTrue();
			executor.stop();
			assertThat(executor.isRunning()).isFalse();
			Future<String> paused = executor.submit(() -> "paused");
			assertThat(paused.isDone()).isFalse();
			executor.start();
			assertThat(paused.get()).isEqualTo("paused");
			CountDownLatch started = new CountDownLatch(1);
			running = executor.submit(() -> {
				started.countDown();
				Thread.sleep(100);
				return "waited for";
			});
			started.await();
		}
		assertThat(running.get()).isEqualTo("waited for");
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
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

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Plain {

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Several {

		@Bean
		ThreadPoolTaskExecutor pool() {
			return new ThreadPoolTaskExecutor();
		}

		@Bean
		ThreadPoolTaskExecutor prestarted() {
			ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
			executor.setCorePoolSize(3);
			executor.setPrestartAllCoreThreads(true);
			return executor;
		}

		@Bean
		ThreadPoolTaskExecutor directPool() {
			ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
			executor.setVirtualThreads(false);
			executor.setQueueCapacity(0);
			executor.setAllowCoreThreadTimeOut(true);
			executor.initialize();
			return executor;
		}

		@Bean
		ThreadPoolTaskExecutor full() {
			ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
			executor.setMaxPoolSize(1);
			executor.setQueueCapacity(0);
			executor.setRejectedExecutionHandler(new ThreadPoolExecutor.CallerRunsPolicy());
			return executor;
		}

		@Bean
		ThreadPoolTaskScheduler scheduler() {
			return new ThreadPoolTaskScheduler();
		}

		@Bean
		SimpleAsyncTaskExecutor simple() {
			SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor();
			executor.setConcurrencyLimit(5);
			return executor;
		}

		@Bean
		DelegatingSecurityContextAsyncTaskExecutor secured(ThreadPoolTaskExecutor pool) {
			return new DelegatingSecurityContextAsyncTaskExecutor(pool);
		}

		@Bean
		ExecutorService jdk() {
			return Executors.newFixedThreadPool(2);
		}

		@Bean
		TaskExecutorAdapter adapter(ExecutorService jdk) {
			return new TaskExecutorAdapter(jdk);
		}

		@Bean
		WatchingExecutor watching() {
			return new WatchingExecutor();
		}

		@Bean
		StartingExecutor starting() {
			return new StartingExecutor();
		}

	}

	@SuppressWarnings("serial")
	static class WatchingExecutor extends ThreadPoolTaskExecutor {

		private ThreadPoolExecutor watched;

		@Override
		public void initialize() {
			super.initialize();
			this.watched = getThreadPoolExecutor();
		}

	}

	@SuppressWarnings("serial")
	static class StartingExecutor extends SimpleAsyncTaskExecutor {

		@Override
		protected void doExecute(Runnable task) {
			task.run();
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
		CircularUser user() {
			return new CircularUser();
		}

	}

	@SuppressWarnings("serial")
	static class CircularExecutor extends ThreadPoolTaskExecutor {

		@Autowired
		private CircularUser user;

	}

	static class CircularUser {

		@Autowired
		private CircularExecutor executor;

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Events {

		@Bean
		ThreadPoolTaskExecutor events() {
			return new ThreadPoolTaskExecutor();
		}

		@Bean
		SimpleApplicationEventMulticaster applicationEventMulticaster(ThreadPoolTaskExecutor events) {
			SimpleApplicationEventMulticaster multicaster = new SimpleApplicationEventMulticaster();
			multicaster.setTaskExecutor(events);
			return multicaster;
		}

		@Bean
		Listener listener() {
			return new Listener();
		}

	}

	record Published(CompletableFuture<String> handled) {
	}

	static class Listener {

		@EventListener
		void handle(Published event) {
			event.handled().complete(Thread.currentThread().getName() + " " + Caller.currentTrace());
		}

	}

}
