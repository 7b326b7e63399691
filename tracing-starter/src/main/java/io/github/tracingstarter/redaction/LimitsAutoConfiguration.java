package io.github.tracingstarter.redaction;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.opentelemetry.sdk.trace.SpanLimits;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.SdkTracerProviderBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Auto-configuration of the limits of a span.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@ConditionalOnTracing
@EnableConfigurationProperties(LimitsProperties.class)
public final class LimitsAutoConfiguration {

	/** The bean that Spring Boot creates from its own properties since 4.1. */
	private static final String BOOTS_LIMITS = "otelSpanLimits";

	/**
	 * Runs before the application's customizers, which take precedence, as does its bean.
	 */
	@Bean
	@Order(Ordered.HIGHEST_PRECEDENCE)
	SdkTracerProviderBuilderCustomizer tracingSpanLimits(LimitsProperties properties, ObjectProvider<SpanLimits> limits,
			ListableBeanFactory beans) {
		return (builder) -> {
			SpanLimits present = limits.getIfUnique();
			boolean ofApplication = present != null && !beans.containsBean(BOOTS_LIMITS);
			SpanLimits others = (present != null) ? present : SpanLimits.getDefault();
			builder.setSpanLimits(ofApplication ? others : properties.apply(others));
		};
	}

}
