package io.github.tracingstarter.metrics;

import com.zaxxer.hikari.HikariDataSource;
import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/**
 * Auto-configuration of the metrics that OpenTelemetry's conventions define. They are
 * recorded if Boot does not measure, or if they are configured.
 */
@AutoConfiguration(after = MetricsAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnTracing("metrics")
@ConditionalOnClass(SdkMeterProvider.class)
@EnableConfigurationProperties(MetricsProperties.class)
public final class StandardMetricsAutoConfiguration {

	@Bean
	StandardMeter tracingStandardMeter(MetricsProperties properties, ObjectProvider<SdkMeterProvider> provider,
			ListableBeanFactory beans) {
		return StandardMeter.of(properties, provider.getIfAvailable(), beans);
	}

	@Bean
	@Nullable StandardMetrics tracingStandardMetrics(StandardMeter meter, MetricsProperties properties) {
		Meter found = meter.get();
		return (found != null) ? new StandardMetrics(found, properties) : null;
	}

	@Bean
	@Lazy(false)
	@Nullable JvmMetrics tracingJvmMetrics(StandardMeter meter) {
		Meter found = meter.get();
		return (found != null) ? new JvmMetrics(found) : null;
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(HikariDataSource.class)
	static class Hikari {

		@Bean
		@Lazy(false)
		@Nullable PoolMetrics tracingPoolMetrics(StandardMeter meter, ListableBeanFactory beans) {
			Meter found = meter.get();
			return (found != null) ? new PoolMetrics(found, beans) : null;
		}

	}

}
