package io.github.tracingstarter.control;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.instrument.RepeatedStatements;
import io.github.tracingstarter.report.ExportControl;
import io.github.tracingstarter.report.SpanCount;
import io.github.tracingstarter.report.StartedSpans;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.opentelemetry.semconv.DbAttributes;
import io.opentelemetry.semconv.HttpAttributes;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Auto-configuration of monitoring: the state of the exporters in Actuator's health, and
 * meters.
 */
@AutoConfiguration(after = ControlAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnTracing
public final class MonitoringAutoConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
	static class HealthConfiguration {

		@Bean
		@ConditionalOnEnabledHealthIndicator("tracing")
		TracingHealthIndicator tracingHealthIndicator(ObjectProvider<ExportControl> exporters) {
			return new TracingHealthIndicator(exporters);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterBinder.class)
	static class MeterConfiguration {

		@Bean
		@ConditionalOnBean(MeterRegistry.class)
		StartedSpans tracingStartedSpans() {
			return new StartedSpans();
		}

		@Bean
		@ConditionalOnBean(MeterRegistry.class)
		RepeatedStatements.Counter tracingRepeatedStatementCounter(ObjectProvider<MeterRegistry> registry) {
			return (route, statement,
					runs) -> registry.ifAvailable((available) -> Counter.builder(RepeatedStatements.NAME)
						.description(RepeatedStatements.DESCRIPTION)
						.tag(HttpAttributes.HTTP_ROUTE.getKey(), route)
						.tag(DbAttributes.DB_QUERY_SUMMARY.getKey(), statement)
						.register(available)
						.increment(runs));
		}

		@Bean
		TracingMeters tracingMeters(ObjectProvider<ExportControl> exporters, ObjectProvider<SpanCount> counts) {
			return new TracingMeters(exporters.orderedStream().toList(), counts.orderedStream().toList());
		}

	}

}
