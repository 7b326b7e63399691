package io.github.tracingstarter.instrument;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.propagation.Propagation;
import io.github.tracingstarter.redaction.AttributeRedaction;
import io.opentelemetry.api.OpenTelemetry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the beans with which all instrumentations create spans.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@ConditionalOnTracing
public final class InstrumentationAutoConfiguration {

	@Bean
	Spans tracingSpans(OpenTelemetry openTelemetry, Propagation propagation, AttributeRedaction redaction,
			LostTraces lostTraces) {
		return new Spans(openTelemetry, propagation, redaction, lostTraces);
	}

	@Bean
	ProvisionalSpanProcessor tracingProvisionalSpanProcessor() {
		return new ProvisionalSpanProcessor();
	}

	@Bean
	LostTraces tracingLostTraces() {
		return new LostTraces();
	}

}
