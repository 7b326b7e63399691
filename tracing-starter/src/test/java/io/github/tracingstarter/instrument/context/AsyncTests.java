package io.github.tracingstarter.instrument.context;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;

import io.github.tracingstarter.testing.RecordedSpans;
import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshotFactory;
import io.micrometer.tracing.contextpropagation.ObservationAwareSpanThreadLocalAccessor;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.task.ThreadPoolTaskSchedulerBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.TaskDecorator;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

import static org.assertj.core.api.Assertions.assertThat;

class AsyncTests {

	@Test
	void asyncMethodsBelongToTheirCaller() {
		try (ConfigurableApplicationContext context = run()) {
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			String traceId = callInSpan(context);
			spans.await(2);
			assertThat(spans.tree()).isEqualTo("INTERNAL caller\n  INTERNAL async work\n");
			assertThat(traceId).isEqualTo(spans.named("caller").getTraceId());
		}
	}

	@Test
	void theApplicationsOwnDecoratorStillDecorates() {
		try (ConfigurableApplicationContext context = run("own-decorator=true")) {
			String traceId = callInSpan(context);
			assertThat(traceId).isEqualTo(context.getBean(RecordedSpans.class).named("caller").getTraceId());
			assertThat(context.getBean(Application.OwnDecorator.class).decorated).isTrue();
		}
	}

	@Test
	void aTaskThatRepeatsDoesNotStayInTheTraceThatScheduledIt() throws Exception {
		try (ConfigurableApplicationContext context = run("scheduler=true")) {
			Span span = context.getBean(OpenTelemetry.class).getTracer("test").spanBuilder("caller").startSpan();
			BlockingQueue<Boolean> traced = new LinkedBlockingQueue<>();
			try (Scope scope = span.makeCurrent()) {
				assertThat(scope).isNotNull();
				ThreadPoolTaskScheduler scheduler = context.getBean(ThreadPoolTaskScheduler.class);
				scheduler.scheduleAtFixedRate(() -> traced.add(Span.current().getSpanContext().isValid()),
						Duration.ofMillis(10));
			}
			span.end();
			assertThat(traced.take()).isFalse();
			assertThat(traced.take()).isFalse();
		}
	}

	@Test
	void anApplicationThatInjectsItsOneDecoratorStillFindsIt() {
		try (ConfigurableApplicationContext context = run("own-decorator=true")) {
			assertThat(context.getBean(TaskDecorator.class)).isInstanceOf(Application.OwnDecorator.class);
		}
	}

	@Test
	void startsWithoutObservations() {
		try (ConfigurableApplicationContext context = run(
				"spring.autoconfigure.exclude=org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration,"
						+ "org.springframework.boot.webclient.autoconfigure.WebClientObservationAutoConfiguration")) {
			assertThat(callInSpan(context)).hasSize(32);
		}
	}

	@Test
	void aPooledThreadKeepsNothing() throws Exception {
		try (ConfigurableApplicationContext context = run("spring.task.execution.pool.core-size=1")) {
			callInSpan(context);
			AsyncTaskExecutor executor = context.getBean(AsyncTaskExecutor.class);
			assertThat(executor.submit(() -> Context.current() == Context.root()).get()).isTrue();
		}
	}

	@Test
	void micrometersContextPropagationCarriesASpanThatNoObservationMade() throws Exception {
		try (ConfigurableApplicationContext context = run(); ClosingExecutor plain = new ClosingExecutor()) {
			Span span = context.getBean(OpenTelemetry.class).getTracer("test").spanBuilder("caller").startSpan();
			try (Scope scope = span.makeCurrent()) {
				assertThat(scope).isNotNull();
				Callable<String> traceId = () -> Span.current().getSpanContext().getTraceId();
				Future<String> captured = plain.delegate()
					.submit(ContextSnapshotFactory.builder().build().captureAll().wrap(traceId));
				assertThat(captured.get()).isEqualTo(span.getSpanContext().getTraceId());
			}
			span.end();
		}
		assertThat(ContextRegistry.getInstance().getThreadLocalAccessors())
			.noneMatch(ObservationAwareSpanThreadLocalAccessor.class::isInstance);
	}

	@Test
	void offByItsKey() {
		try (ConfigurableApplicationContext context = run("tracing.context.enabled=false")) {
			assertThat(callInSpan(context)).isEqualTo("none");
		}
	}

	private record ClosingExecutor(ExecutorService delegate) implements AutoCloseable {

		ClosingExecutor() {
			this(Executors.newSingleThreadExecutor());
		}

		@Override
		public void close() {
			this.delegate.shutdownNow();
		}

	}

	private static String callInSpan(ConfigurableApplicationContext context) {
		Span caller = context.getBean(OpenTelemetry.class).getTracer("test").spanBuilder("caller").startSpan();
		try (Scope scope = caller.makeCurrent()) {
			assertThat(scope).isNotNull();
			return context.getBean(Application.Worker.class).work().join();
		}
		finally {
			caller.end();
		}
	}

	private static ConfigurableApplicationContext run(String... properties) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties("tracing.exporters=none")
			.properties(properties)
			.run();
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	@EnableAsync
	static class Application {

		@Bean
		RecordedSpans recordedSpans() {
			return new RecordedSpans();
		}

		@Bean
		@org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty("scheduler")
		ThreadPoolTaskScheduler taskScheduler(ThreadPoolTaskSchedulerBuilder builder) {
			return builder.build();
		}

		@Bean
		Worker worker(OpenTelemetry openTelemetry) {
			return new Worker(openTelemetry.getTracer("test"));
		}

		@Bean
		@org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty("own-decorator")
		OwnDecorator ownDecorator() {
			return new OwnDecorator();
		}

		static class OwnDecorator implements TaskDecorator {

			private volatile boolean decorated;

			@Override
			public Runnable decorate(Runnable runnable) {
				this.decorated = true;
				return runnable;
			}

		}

		static class Worker {

			private final Tracer tracer;

			Worker(Tracer tracer) {
				this.tracer = tracer;
			}

			@Async
			CompletableFuture<String> work() {
				this.tracer.spanBuilder("async work").startSpan().end();
				String traceId = MDC.get("traceId");
				return CompletableFuture.completedFuture((traceId != null) ? traceId : "none");
			}

		}

	}

}
