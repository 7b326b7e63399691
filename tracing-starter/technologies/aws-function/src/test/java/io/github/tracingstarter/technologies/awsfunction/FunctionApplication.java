package io.github.tracingstarter.technologies.awsfunction;

import java.util.Map;
import java.util.function.Function;

import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.api.OpenTelemetry;
import reactor.core.publisher.Mono;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
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

	private static void work(OpenTelemetry openTelemetry) {
		openTelemetry.getTracer("test").spanBuilder("work").startSpan().end();
	}

}
