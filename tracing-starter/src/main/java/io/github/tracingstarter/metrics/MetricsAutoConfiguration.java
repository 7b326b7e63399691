package io.github.tracingstarter.metrics;

import java.util.ArrayList;
import java.util.List;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.SdkMeterProviderBuilder;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of OpenTelemetry's meters. Boot adds the provider to its SDK, so
 * that metrics that the application records with OpenTelemetry's API are exported as
 * well. There is no provider if nothing reads it.
 */
@AutoConfiguration(
		beforeName = "org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration")
@ConditionalOnTracing("metrics")
@ConditionalOnClass(SdkMeterProvider.class)
@EnableConfigurationProperties(MetricsProperties.class)
public final class MetricsAutoConfiguration {

	/**
	 * The name of the bean, which distinguishes it from the application's own.
	 */
	public static final String METER_PROVIDER = "tracingMeterProvider";

	@Bean(METER_PROVIDER)
	@ConditionalOnMissingBean(MeterProvider.class)
	@Nullable SdkMeterProvider tracingMeterProvider(MetricsProperties properties, Environment environment,
			ObjectProvider<MetricReader> readers, ObjectProvider<MetricExporter> exporters,
			ObjectProvider<MeterProviderCustomizer> customizers) {
		MetricsProperties all = properties.orBoots(environment);
		List<MetricReader> found = new ArrayList<>(readers.orderedStream().toList());
		exporters.orderedStream()
			.map((exporter) -> PeriodicMetricReader.builder(exporter).setInterval(all.interval()).build())
			.forEach(found::add);
		if (found.isEmpty()) {
			return null;
		}
		SeriesLimit.install();
		SdkMeterProviderBuilder builder = SdkMeterProvider.builder();
		found.forEach((reader) -> builder.registerMetricReader(reader, (type) -> all.maxSeries()));
		customizers.orderedStream().forEach((customizer) -> customizer.customize(builder));
		return builder.build();
	}

}
