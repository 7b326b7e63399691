package io.github.tracingstarter.technologies.awsfunction;

import java.util.Map;
import java.util.function.Function;

import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import reactor.core.publisher.Mono;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.cloud.function.context.catalog.FunctionAroundWrapper;
import org.springframework.cloud.function.context.catalog.SimpleFunctionRegistry.FunctionInvocationWrapper;
import org.springframework.context.annotation.Bean;
import org.springframework.messaging.Message;
import org.springframework.messaging.support.MessageBuilder;

/**
 * An application with functions for Lambda.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class FunctionApplication {

	static final RecordedSpans SPANS = new RecordedSpans();

	@Bean
	RecordedSpans recordedSpans() {
		return SPANS;
	}

	@Bean
	Function<Message<String>, Message<String>> order(OpenTelemetry openTelemetry) {
		return (message) -> {
			work(openTelemetry);
			String body = String.valueOf(message.getPayload());
			if (body.contains("broken")) {
				throw new IllegalStateException("broken");
			}
			return MessageBuilder.withPayload("ok")
				.setHeader("statusCode", body.contains("unavailable") ? 503 : 201)
				.build();
		};
	}

	@Bean
	Function<Map<String, Object>, Mono<String>> later(OpenTelemetry openTelemetry) {
		return (event) -> Mono.fromSupplier(() -> {
			work(openTelemetry);
			return "ok";
		});
	}

	/**
	 * A wrapper of the application, in place of Spring's.
	 */
	@Bean
	@ConditionalOnProperty("orders.wrapped")
	FunctionAroundWrapper wrapper(OpenTelemetry openTelemetry) {
		return new FunctionAroundWrapper() {

			@Override
			protected Object doApply(Object input, FunctionInvocationWrapper function) {
				Span span = openTelemetry.getTracer("test").spanBuilder("wrapper").startSpan();
				Scope scope = span.makeCurrent();
				try {
					return function.apply(input);
				}
				finally {
					scope.close();
					span.end();
				}
			}

		};
	}

	private static void work(OpenTelemetry openTelemetry) {
		openTelemetry.getTracer("test").spanBuilder("work").startSpan().end();
	}

}
