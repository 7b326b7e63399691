package io.github.tracingstarter.technologies.awsfunction;

import java.util.Map;
import java.util.function.Function;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
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
				.setHeader("X-Order", "4711")
				.build();
		};
	}

	/** Returns an answer of Lambda, which the adapter passes on. */
	@Bean
	Function<Map<String, Object>, APIGatewayProxyResponseEvent> answer() {
		return (event) -> new APIGatewayProxyResponseEvent().withStatusCode(202).withHeaders(Map.of("x-order", "4711"));
	}

	@Bean
	Function<Map<String, Object>, Mono<APIGatewayProxyResponseEvent>> laterAnswer() {
		return (event) -> Mono.fromSupplier(() -> answer().apply(event));
	}

	/** Returns fields, of which the adapter makes the body of an answer. */
	@Bean
	Function<Map<String, Object>, Map<String, Object>> fields() {
		return (event) -> Map.of("statusCode", 202, "headers", Map.of("x-order", "4711"));
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
