package io.github.tracingstarter.meters;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.metrics.MetricsAutoConfiguration;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.ConditionalOnEnabledMetricsExport;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

/**
 * Auto-configuration of the export of Boot's meters by OpenTelemetry's SDK, where Boot
 * measures. Not where the application has Micrometer's registry for OTLP, which sends
 * them. Comes before Boot's simple registry, as two would measure twice.
 */
@AutoConfiguration(after = MetricsAutoConfiguration.class,
		afterName = { MetersAutoConfiguration.BOOT + "MetricsAutoConfiguration",
				MetersAutoConfiguration.BOOT + "export.otlp.OtlpMetricsExportAutoConfiguration" },
		beforeName = { MetersAutoConfiguration.BOOT + "CompositeMeterRegistryAutoConfiguration",
				MetersAutoConfiguration.BOOT + "export.simple.SimpleMetricsExportAutoConfiguration" })
@ConditionalOnTracing("metrics")
@ConditionalOnClass({ MeterRegistry.class, ConditionalOnEnabledMetricsExport.class })
@Conditional(OnBootMetersCondition.class)
@ConditionalOnEnabledMetricsExport("otlp")
@ConditionalOnBean({ Clock.class, SdkMeterProvider.class })
@ConditionalOnMissingBean(type = "io.micrometer.registry.otlp.OtlpMeterRegistry")
public final class MetersAutoConfiguration {

	static final String BOOT = "org.springframework.boot.micrometer.metrics.autoconfigure.";

	/**
	 * A provider that is null has nobody who reads it. The registry takes the place of
	 * Boot's simple one all the same.
	 */
	@Bean
	MeterRegistry tracingMeterRegistry(Clock clock, ObjectProvider<SdkMeterProvider> provider) {
		MeterProvider found = provider.getIfAvailable();
		return new SdkMeterRegistry(clock,
				((found != null) ? found : MeterProvider.noop()).get("io.github.tracingstarter.meters"));
	}

}
