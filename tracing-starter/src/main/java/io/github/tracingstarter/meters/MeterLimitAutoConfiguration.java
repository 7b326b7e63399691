package io.github.tracingstarter.meters;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.micrometer.metrics.autoconfigure.MeterRegistryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of the limit of Boot's meters, in whichever registry.
 */
@AutoConfiguration
@ConditionalOnTracing("metrics")
@ConditionalOnClass({ MeterRegistry.class, MeterRegistryCustomizer.class })
public final class MeterLimitAutoConfiguration {

	@Bean
	static MeterLimit tracingMeterLimit(Environment environment) {
		return new MeterLimit(environment.getProperty("tracing.metrics.max-series", Integer.class, 2000));
	}

	@Bean
	static MeterRegistryCustomizer<MeterRegistry> tracingMeterLimitCustomizer(MeterLimit limit) {
		return (registry) -> registry.config().onMeterRemoved((meter) -> limit.removed(meter.getId()));
	}

}
