package io.github.tracingstarter.instrument.context;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import io.github.tracingstarter.report.TracingReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aop.interceptor.AsyncUncaughtExceptionHandler;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;
import org.springframework.core.task.support.TaskExecutorAdapter;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.AsyncConfigurer;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code @Async} methods run in the trace of their caller, regardless of the executor.
 */
class AsyncMethodTests {

	@ParameterizedTest
	@ValueSource(classes = { PlainExecutor.class, OwnConfigurer.class, SeveralExecutors.class })
	void asyncMethodsBelongToTheirCaller(Class<?> application) throws Exception {
		try (ConfigurableApplicationContext context = Caller.run(application)) {
			Worker worker = context.getBean(Worker.class);
			try (Caller caller = new Caller(context)) {
				assertThat(get(worker.work())).endsWith(caller.traceId()).doesNotStartWith("main");
				CompletableFuture<String> handled = new CompletableFuture<>();
				context.publishEvent(new Published(handled));
				assertThat(get(handled)).endsWith(caller.traceId()).doesNotStartWith("main");
			}
			assertThat(get(worker.work())).endsWith("none");
			assertThat(context.getBean(TracingReport.class).entries())
				.contains(new TracingReport.Entry("task executors", "@Async methods", true, ""));
		}
	}

	@Test
	void aQualifiedExecutorOfTheJdkIsUsed() throws Exception {
		try (ConfigurableApplicationContext context = Caller.run(SeveralExecutors.class);
				Caller caller = new Caller(context)) {
			Worker worker = context.getBean(Worker.class);
			assertThat(get(worker.qualified())).isEqualTo("jdk " + caller.traceId());
			assertThat(get(worker.qualified())).isEqualTo("jdk " + caller.traceId());
		}
	}

	@Test
	void whatAnAsyncMethodThrowsGoesWhereItWent() throws Exception {
		try (ConfigurableApplicationContext context = Caller.run(OwnConfigurer.class);
				Caller caller = new Caller(context)) {
			context.getBean(Worker.class).fail();
			assertThat(get(context.getBean(Configurer.Failed.class).method())).isEqualTo("fail " + caller.traceId());
		}
	}

	@Test
	void offByItsKey() throws Exception {
		try (ConfigurableApplicationContext context = Caller.run(PlainExecutor.class, "tracing.context.enabled=false");
				Caller caller = new Caller(context)) {
			assertThat(caller.traceId()).hasSize(32);
			assertThat(get(context.getBean(Worker.class).work())).endsWith("none");
		}
	}

	private static String get(CompletableFuture<String> future) throws Exception {
		return future.get(5, TimeUnit.SECONDS);
	}

	record Published(CompletableFuture<String> handled) {
	}

	static class Worker {

		@Async
		public CompletableFuture<String> work() {
			return CompletableFuture.completedFuture(Thread.currentThread().getName() + " " + Caller.currentTrace());
		}

		@Async("jdk")
		public CompletableFuture<String> qualified() {
			return work();
		}

		@Async
		public void fail() {
			throw new IllegalStateException(Caller.currentTrace());
		}

		@Async
		@EventListener
		public void handle(Published event) {
			event.handled().complete(Thread.currentThread().getName() + " " + Caller.currentTrace());
		}

	}

	/**
	 * An unused executor makes Boot's own back off, and Spring creates one for itself.
	 */
	@SpringBootConfiguration
	@EnableAutoConfiguration
	@EnableAsync
	static class PlainExecutor {

		@Bean
		ExecutorService unused() {
			return Executors.newFixedThreadPool(2);
		}

		@Bean
		Worker worker() {
			return new Worker();
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	@EnableAsync
	static class OwnConfigurer {

		@Bean
		Configurer.Failed failed() {
			return new Configurer.Failed(new CompletableFuture<>());
		}

		@Bean
		Configurer configurer(Configurer.Failed failed) {
			return new Configurer(failed);
		}

		@Bean
		Worker worker() {
			return new Worker();
		}

	}

	/**
	 * Its executor is not a bean.
	 *
	 * @param failed is notified of failures
	 */
	private record Configurer(Failed failed) implements AsyncConfigurer {

		@Override
		public Executor getAsyncExecutor() {
			ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
			executor.setDaemon(true);
			executor.initialize();
			return executor;
		}

		@Override
		public AsyncUncaughtExceptionHandler getAsyncUncaughtExceptionHandler() {
			return (ex, method, parameters) -> this.failed.method().complete(method.getName() + " " + ex.getMessage());
		}

		record Failed(CompletableFuture<String> method) {
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	@EnableAsync(proxyTargetClass = true)
	static class SeveralExecutors {

		@Bean
		ExecutorService jdk() {
			return Executors.newSingleThreadExecutor((task) -> new Thread(task, "jdk"));
		}

		@Bean
		ThreadPoolTaskExecutor pool() {
			return new ThreadPoolTaskExecutor();
		}

		@Bean
		TaskExecutorAdapter adapter(ExecutorService jdk) {
			return new TaskExecutorAdapter(jdk);
		}

		@Bean
		Worker worker() {
			return new Worker();
		}

	}

}
