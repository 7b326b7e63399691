package io.github.tracingstarter.instrument.retry;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.github.tracingstarter.testing.ObservedApplication;
import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.resilience.annotation.EnableResilientMethods;
import org.springframework.resilience.annotation.Retryable;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class RetryTests {

	private final ApplicationContextRunner runner = ObservedApplication.runner()
		.withConfiguration(AutoConfigurations.of(RetryTracingAutoConfiguration.class))
		.withUserConfiguration(Application.class);

	RetryTests() {
		assumeTrue(ClassUtils.isPresent("org.springframework.resilience.retry.MethodRetryEvent", null),
				"Spring publishes no failed attempts yet");
	}

	@Test
	void eachAttemptThatFailedIsAnEvent() {
		this.runner.run((context) -> {
			RecordedSpans spans = call(context, 2);
			assertThat(spans.named("caller").getEvents()).extracting(EventData::getName)
				.containsExactly("retry.attempt_failed", "retry.attempt_failed");
			assertThat(spans.named("caller").getEvents().get(0).getAttributes().asMap()).hasSize(2)
				.extractingByKey(io.opentelemetry.semconv.ErrorAttributes.ERROR_TYPE)
				.isEqualTo("java.lang.IllegalStateException");
		});
	}

	@Test
	void theLastAttemptIsSaidToBeTheLast() {
		this.runner.run((context) -> {
			RecordedSpans spans = call(context, 5);
			assertThat(spans.named("caller").getEvents()).extracting(EventData::getName)
				.containsExactly("retry.attempt_failed", "retry.attempt_failed", "retry.attempt_failed",
						"retry.exhausted");
			assertThat(RecordedSpans.attributes(spans.named("caller"))).isEmpty();
		});
	}

	/**
	 * The parent also gets the events of its children.
	 */
	@Test
	void attemptIsToldOnceInAHierarchyOfContexts() {
		this.runner.run((parent) -> this.runner.withParent(parent).run((child) -> {
			assertThat(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(child, RetryListener.class)).isNotEmpty();
			call(child, 2);
			assertThat(span(parent, child).getEvents()).extracting(EventData::getName)
				.containsExactly("retry.attempt_failed", "retry.attempt_failed");
		}));
	}

	private static SpanData span(ApplicationContext... contexts) {
		return Stream.of(contexts)
			.flatMap((context) -> context.getBean(RecordedSpans.class).all().stream())
			.findFirst()
			.orElseThrow();
	}

	@Test
	void offByItsKey() {
		this.runner.withPropertyValues("tracing.retry.enabled=false")
			.run((context) -> assertThat(call(context, 2).named("caller").getEvents()).isEmpty());
	}

	private static RecordedSpans call(ApplicationContext context, int failures) {
		RecordedSpans spans = context.getBean(RecordedSpans.class);
		Span caller = context.getBean(OpenTelemetry.class).getTracer("test").spanBuilder("caller").startSpan();
		try (Scope scope = caller.makeCurrent()) {
			assertThat(scope).isNotNull();
			Service service = context.getBean(Service.class);
			if (failures > 3) {
				assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> service.work(failures));
			}
			else {
				assertThat(service.work(failures)).isEqualTo(failures);
			}
		}
		finally {
			caller.end();
		}
		return spans;
	}

	@Configuration(proxyBeanMethods = false)
	@EnableResilientMethods(proxyTargetClass = true)
	static class Application {

		@Bean
		Service service() {
			return new Service();
		}

	}

	static class Service {

		private final AtomicInteger attempts = new AtomicInteger();

		@Retryable(maxRetries = 2, delay = 1)
		public int work(int failures) {
			if (this.attempts.getAndIncrement() < failures) {
				throw new IllegalStateException("attempt");
			}
			return failures;
		}

	}

}
