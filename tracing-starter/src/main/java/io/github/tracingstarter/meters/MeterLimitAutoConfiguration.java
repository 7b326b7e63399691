package io.github.tracingstarter.meters;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.metrics.MetricsProperties;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.micrometer.metrics.autoconfigure.MeterRegistryCustomizer;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the limit of Boot's meters, in whichever registry.
 */
@AutoConfiguration
@ConditionalOnTracing("metrics")
@ConditionalOnClass({ MeterRegistry.class, MeterRegistryCustomizer.class })
@EnableConfigurationProperties(MetricsProperties.class)
public final class MeterLimitAutoConfiguration {

	@Bean
	MeterLimit tracingMeterLimit(MetricsProperties properties) {
		return new MeterLimit(properties.maxSeries());
	}

	@Bean
	MeterRegistryCustomizer<MeterRegistry> tracingMeterLimitCustomizer(MeterLimit limit) {
		return (registry) -> registry.config().onMeterRemoved((meter) -> limit.removed(meter.getId()));
	}

}
