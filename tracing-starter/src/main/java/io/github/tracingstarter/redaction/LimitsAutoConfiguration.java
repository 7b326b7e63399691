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
 * Auto-configuration of how much a span may hold.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@ConditionalOnTracing
@EnableConfigurationProperties(LimitsProperties.class)
public final class LimitsAutoConfiguration {

	/** The bean that Spring Boot makes of its own properties from 4.1 on. */
	private static final String BOOTS_LIMITS = "otelSpanLimits";

	/**
	 * Before the customizers of the application, which may know better, as its bean does.
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
