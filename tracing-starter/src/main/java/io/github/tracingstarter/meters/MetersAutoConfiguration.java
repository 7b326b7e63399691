package io.github.tracingstarter.meters;

import io.github.tracingstarter.configuration.ConditionalOnSetting;
import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.metrics.MetricsAutoConfiguration;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.ConditionalOnEnabledMetricsExport;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the export of Boot's meters by OpenTelemetry's SDK, if Boot
 * measures: with Boot's simple registry, or with a registry in addition to the
 * application's. It is off if the application has Micrometer's OTLP registry, which sends
 * them.
 */
@AutoConfiguration(after = MetricsAutoConfiguration.class,
		afterName = { MetersAutoConfiguration.BOOT + "MetricsAutoConfiguration",
				MetersAutoConfiguration.BOOT + "export.otlp.OtlpMetricsExportAutoConfiguration",
				MetersAutoConfiguration.SIMPLE },
		beforeName = MetersAutoConfiguration.BOOT + "CompositeMeterRegistryAutoConfiguration")
@ConditionalOnTracing("metrics")
@ConditionalOnClass({ MeterRegistry.class, ConditionalOnEnabledMetricsExport.class })
@ConditionalOnSetting(value = "tracing.metrics.names", isNot = "opentelemetry")
@ConditionalOnEnabledMetricsExport("otlp")
@ConditionalOnBean({ Clock.class, SdkMeterProvider.class })
@ConditionalOnMissingBean(type = "io.micrometer.registry.otlp.OtlpMeterRegistry")
public final class MetersAutoConfiguration {

	static final String BOOT = "org.springframework.boot.micrometer.metrics.autoconfigure.";

	/** Backs off if the application has its own registry. */
	static final String SIMPLE = BOOT + "export.simple.SimpleMetricsExportAutoConfiguration";

	@Bean
	@ConditionalOnBean(type = SIMPLE)
	static SimpleRegistryPostProcessor tracingSimpleRegistryPostProcessor(ObjectProvider<SdkMeterProvider> provider,
			ObjectProvider<SimpleConfig> config, ObjectProvider<Clock> clock) {
		return new SimpleRegistryPostProcessor(provider, config, clock);
	}

	/**
	 * The provider is null if nothing reads it.
	 */
	@Bean
	@ConditionalOnMissingBean(type = SIMPLE)
	MeterRegistry tracingMeterRegistry(Clock clock, ObjectProvider<SdkMeterProvider> provider) {
		MeterProvider found = provider.getIfAvailable();
		return new SdkMeterRegistry(clock,
				((found != null) ? found : MeterProvider.noop()).get(SdkMeterRegistry.SCOPE));
	}

}
