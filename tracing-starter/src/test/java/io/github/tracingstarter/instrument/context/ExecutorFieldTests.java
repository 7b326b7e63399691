package io.github.tracingstarter.instrument.context;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.github.tracingstarter.instrument.fields.FieldTracingAutoConfiguration;
import io.github.tracingstarter.report.TracingReport;
import io.github.tracingstarter.testing.ObservedApplication;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import jakarta.annotation.PostConstruct;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Executors of the JDK that are in a field of a bean but are not beans.
 */
class ExecutorFieldTests {

	private final ApplicationContextRunner runner = ObservedApplication.runner()
		.withConfiguration(
				AutoConfigurations.of(ContextTracingAutoConfiguration.class, FieldTracingAutoConfiguration.class))
		.withUserConfiguration(Packages.class);

	@Test
	void tasksRunInTheTraceOfTheirCaller() {
		this.runner.withBean(Service.class).run((context) -> {
			Service service = context.getBean(Service.class);
			String caller = inSpan(context, () -> {
				assertThat(List.of(service.pool.submit(ExecutorFieldTests::spanId).get(10, TimeUnit.SECONDS),
						service.pool.invokeAll(List.of((Callable<String>) ExecutorFieldTests::spanId)).get(0).get(),
						service.timer.schedule(ExecutorFieldTests::spanId, 1, TimeUnit.MILLISECONDS)
							.get(10, TimeUnit.SECONDS),
						service.fork.submit(ExecutorFieldTests::spanId).get(10, TimeUnit.SECONDS),
						CompletableFuture.supplyAsync(ExecutorFieldTests::spanId, service.common)
							.get(10, TimeUnit.SECONDS),
						service.madeLater().submit(ExecutorFieldTests::spanId).get(10, TimeUnit.SECONDS)))
					.containsOnly(spanId());
				return spanId();
			});
			assertThat(service.pool.submit(ExecutorFieldTests::spanId).get(10, TimeUnit.SECONDS)).isNotEqualTo(caller);
			assertThat(service.pool).isInstanceOf(ThreadPoolExecutor.class);
			assertThat(context.getBean(TracingReport.class).entries()).hasSize(5)
				.allSatisfy((entry) -> assertThat(entry.instrumentation()).isEqualTo("task executors"))
				.allSatisfy((entry) -> assertThat(entry.traced()).isTrue())
				.extracting(TracingReport.Entry::subject)
				.contains(context.getBeanNamesForType(Service.class)[0] + ".pool (ExecutorService)");
			service.close();
			assertThat(((ExecutorService) service.asMade).isShutdown()).isTrue();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "tracing.context.fields=false", "tracing.context.enabled=false", "tracing.enabled=false" })
	void noneIsTouchedWhenOff(String property) {
		this.runner.withPropertyValues(property).withBean(Service.class).run((context) -> {
			Service service = context.getBean(Service.class);
			assertThat(service.pool).isSameAs(service.asMade);
			service.close();
		});
	}

	@Test
	void executorsOfClientsThatAreOffStayTraced() {
		this.runner.withPropertyValues("tracing.client.enabled=false", "tracing.client.fields=false")
			.withBean(Service.class)
			.run((context) -> {
				Service service = context.getBean(Service.class);
				assertThat(service.pool).isNotSameAs(service.asMade);
				service.close();
			});
	}

	@Test
	void executorThatIsABeanIsReportedOnce() {
		this.runner.withUserConfiguration(Beans.class).run((context) -> {
			ExecutorService pool = context.getBean(ExecutorService.class);
			assertThat(context.getBean(Beans.class).pool).isSameAs(pool);
			assertThat(context.getBean(Holder.class).pool).isSameAs(pool);
			assertThat(context.getBean(TracingReport.class).entries()).filteredOn(TracingReport.Entry::traced)
				.extracting(TracingReport.Entry::subject)
				.allMatch((subject) -> subject.contains("pool"))
				.hasSizeLessThanOrEqualTo(2);
			assertThat(inSpan(context, () -> pool.submit(ExecutorFieldTests::spanId).get(10, TimeUnit.SECONDS)))
				.isNotEqualTo(Span.getInvalid().getSpanContext().getSpanId());
		});
	}

	@Test
	void sharedExecutorStaysShared() {
		ExecutorService shared = Executors.newSingleThreadExecutor();
		this.runner.withBean("one", Holder.class, () -> new Holder(shared))
			.withBean("other", Holder.class, () -> new Holder(shared))
			.run((context) -> {
				ExecutorService one = context.getBean("one", Holder.class).pool;
				assertThat(one).isNotSameAs(shared).isSameAs(context.getBean("other", Holder.class).pool);
				one.shutdown();
				assertThat(shared.isShutdown()).isTrue();
			});
	}

	private static String spanId() {
		return Span.current().getSpanContext().getSpanId();
	}

	private static String inSpan(ApplicationContext context, Callable<String> work) throws Exception {
		Span span = context.getBean(OpenTelemetry.class).getTracer("test").spanBuilder("request").startSpan();
		Scope scope = span.makeCurrent();
		try {
			return work.call();
		}
		finally {
			scope.close();
			span.end();
		}
	}

	@Configuration(proxyBeanMethods = false)
	@AutoConfigurationPackage
	static class Packages {

	}

	static class Service implements AutoCloseable {

		private final ExecutorService pool = Executors.newFixedThreadPool(2);

		private ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

		private ForkJoinPool fork = new ForkJoinPool(1);

		private Executor common = ForkJoinPool.commonPool();

		private @Nullable ExecutorService later;

		private final Object asMade = this.pool;

		@PostConstruct
		void init() {
			this.later = Executors.newCachedThreadPool();
		}

		ExecutorService madeLater() {
			assertThat(this.later).isNotNull();
			return this.later;
		}

		@Override
		public void close() {
			this.pool.shutdown();
			this.timer.shutdown();
			this.fork.shutdown();
			if (this.later != null) {
				this.later.shutdown();
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Beans {

		private final ExecutorService pool = Executors.newFixedThreadPool(1);

		@Bean
		ExecutorService pool() {
			return this.pool;
		}

		@Bean
		Holder holder(ExecutorService pool) {
			return new Holder(pool);
		}

	}

	static class Holder {

		private final ExecutorService pool;

		Holder(ExecutorService pool) {
			this.pool = pool;
		}

	}

}
