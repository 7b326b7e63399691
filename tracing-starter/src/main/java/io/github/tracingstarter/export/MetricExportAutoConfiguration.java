package io.github.tracingstarter.export;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.FunctionPlatform;
import io.github.tracingstarter.metrics.MetricsAutoConfiguration;
import io.github.tracingstarter.metrics.MetricsProperties;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.otlp.OtlpTracingConnectionDetails;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of the path from metrics to the collector of the spans.
 */
@AutoConfiguration(after = { ExportAutoConfiguration.class, OtlpExportAutoConfiguration.class },
		before = MetricsAutoConfiguration.class)
@ConditionalOnTracing("metrics")
@ConditionalOnClass(MetricReader.class)
@EnableConfigurationProperties({ BatchProperties.class, OtlpProperties.class, MetricsProperties.class })
public final class MetricExportAutoConfiguration {

	private static final String ENABLED = "management.otlp.metrics.export.enabled";

	private static final String ALL_ENABLED = "management.defaults.metrics.export.enabled";

	@Bean
	@Nullable MetricTarget tracingOtlpMetricTarget(ObjectProvider<ExportTarget> targets, OtlpProperties properties,
			Environment environment, ObjectProvider<OtlpTracingConnectionDetails> traces,
			ObjectProvider<SslBundles> sslBundles) {
		if (!environment.getProperty(ENABLED, Boolean.class,
				environment.getProperty(ALL_ENABLED, Boolean.class, true))) {
			return null;
		}
		OtlpTarget beside = OtlpTarget.among(targets.orderedStream());
		return MetricTarget.of(beside, properties, environment, traces.getIfAvailable(), sslBundles.getIfAvailable());
	}

	@Bean
	@Nullable MetricReader tracingMetricReader(ObjectProvider<MetricTarget> target, MetricsProperties properties,
			BatchProperties batches, Environment environment, ShutdownDeadline deadline) {
		MetricTarget found = target.getIfAvailable();
		return (found != null) ? new MetricWorker(found, properties.orBoots(environment),
				batches.orBoots(environment).maxExportBatchSize(), deadline,
				FunctionPlatform.of(environment::getProperty) == null) : null;
	}

}
