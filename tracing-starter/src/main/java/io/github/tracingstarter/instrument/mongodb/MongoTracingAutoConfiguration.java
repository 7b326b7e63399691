package io.github.tracingstarter.instrument.mongodb;

import com.mongodb.observability.micrometer.MicrometerObservabilitySettings;
import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.instrument.MappedObservationAutoConfiguration;
import io.github.tracingstarter.instrument.SpanObservations;
import io.github.tracingstarter.report.Instrumentation;
import io.github.tracingstarter.report.TracingReport;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Auto-configuration of the tracing of MongoDB, whose driver observes itself since 5.7.
 */
@AutoConfiguration(after = { TracingAutoConfiguration.class, MappedObservationAutoConfiguration.class })
@ConditionalOnTracing
@ConditionalOnClass({ MicrometerObservabilitySettings.class, MongoClientSettingsBuilderCustomizer.class })
@ConditionalOnBean(SpanObservations.class)
@EnableConfigurationProperties(MongoTracingProperties.class)
@Instrumentation(id = "mongodb", name = "MongoDB", description = "Commands of the MongoDB driver.",
		type = "com.mongodb.observability.micrometer.MicrometerObservabilitySettings",
		library = "mongodb-driver-core 5.7", nothing = "no client has been found so far")
public final class MongoTracingAutoConfiguration {

	@Bean
	MongoMapper tracingMongoMapper(MongoTracingProperties properties) {
		return new MongoMapper(properties);
	}

	/**
	 * Runs before the application's customizers, so that their observability settings
	 * win.
	 */
	@Bean
	@Order(Ordered.HIGHEST_PRECEDENCE)
	MongoClientSettingsBuilderCustomizer tracingMongoCustomizer(MongoTracingProperties properties,
			SpanObservations observations, TracingReport report) {
		return (settings) -> {
			if (properties.enabled()) {
				settings.observabilitySettings(
						MicrometerObservabilitySettings.builder().observationRegistry(observations.registry()).build());
				report.traced("MongoDB", "commands of clients that Spring Boot makes");
			}
		};
	}

}
