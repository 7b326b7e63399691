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
 * Auto-configuration of no-op tracers for applications that inject one, where the starter
 * is off or backs off. Runs last, so that the beans of another tracer win and no
 * condition of others sees these. Micrometer's tracer is Boot's own.
 */
@AutoConfiguration(afterName = "io.opentelemetry.instrumentation.spring.autoconfigure.OpenTelemetryAutoConfiguration")
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@Conditional(OnNoTracingCondition.class)
public final class NoopTracingAutoConfiguration {

	/**
	 * Those who attach the agent get its spans from the one that is global.
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
