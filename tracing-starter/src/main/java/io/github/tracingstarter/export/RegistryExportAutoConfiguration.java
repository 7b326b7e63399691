package io.github.tracingstarter.export;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.metrics.MetricResource;
import io.github.tracingstarter.metrics.MetricsProperties;
import io.github.tracingstarter.metrics.MetricsProperties.Names;
import io.micrometer.registry.otlp.OtlpMetricsSender;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of the sender of Micrometer's OTLP registry, if the application has
 * one. Runs before Boot's auto-configuration, whose sender it replaces.
 */
@AutoConfiguration(after = MetricExportAutoConfiguration.class,
		beforeName = "org.springframework.boot.micrometer.metrics.autoconfigure.export.otlp.OtlpMetricsExportAutoConfiguration")
@ConditionalOnTracing("metrics")
@ConditionalOnClass(OtlpMetricsSender.class)
public final class RegistryExportAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(OtlpMetricsSender.class)
	RegistrySender tracingRegistrySender(ObjectProvider<MetricTarget> target, MetricResource resource,
			MetricsProperties properties, BatchProperties batches, Environment environment) {
		boolean isWanted = properties.names() != Names.OPENTELEMETRY;
		return new RegistrySender(isWanted ? target.getIfAvailable() : null, resource.value(),
				batches.orBoots(environment).shutdownTimeout());
	}

}
