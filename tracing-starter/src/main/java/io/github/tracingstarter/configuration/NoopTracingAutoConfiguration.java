package io.github.tracingstarter.configuration;

import io.micrometer.tracing.SpanCustomizer;
import io.micrometer.tracing.propagation.Propagator;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.Ordered;

/**
 * Auto-configuration of no-op tracers, for applications that inject a tracer when the
 * starter is off or backs off. Runs last, so that another tracer's beans win and other
 * auto-configurations' conditions do not see these beans. Micrometer's no-op tracer is
 * provided by Boot.
 */
@AutoConfiguration(afterName = "io.opentelemetry.instrumentation.spring.autoconfigure.OpenTelemetryAutoConfiguration")
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@Conditional(OnNoTracingCondition.class)
public final class NoopTracingAutoConfiguration {

	/**
	 * If OpenTelemetry's agent is attached, the global instance is the agent's and
	 * records spans.
	 */
	@Bean
	@ConditionalOnMissingBean
	OpenTelemetry noopOpenTelemetry() {
		return OtherTracer.AGENT.isPresent(null) ? GlobalOpenTelemetry.get() : OpenTelemetry.noop();
	}

	@Bean
	@ConditionalOnMissingBean
	Tracer noopOpenTelemetryTracer(OpenTelemetry openTelemetry) {
		return openTelemetry.getTracer("io.github.tracingstarter");
	}

	@Bean
	@ConditionalOnMissingBean
	Propagator noopPropagator() {
		return Propagator.NOOP;
	}

	@Bean
	@ConditionalOnMissingBean
	SpanCustomizer noopSpanCustomizer() {
		return SpanCustomizer.NOOP;
	}

}
