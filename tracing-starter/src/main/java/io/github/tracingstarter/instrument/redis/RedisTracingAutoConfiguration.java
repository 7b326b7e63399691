package io.github.tracingstarter.instrument.redis;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.instrument.InstrumentationAutoConfiguration;
import io.github.tracingstarter.report.Instrumentation;
import io.github.tracingstarter.report.TracingReport;
import io.lettuce.core.tracing.MicrometerTracing;
import io.micrometer.observation.ObservationRegistry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.redis.autoconfigure.ClientResourcesBuilderCustomizer;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the tracing of Redis commands, whose observation by the client
 * Boot enables. It replaces the registry of that observation with one that finds the
 * parent span of a command, and does nothing if the observation is off.
 */
@AutoConfiguration(after = InstrumentationAutoConfiguration.class,
		afterName = "org.springframework.boot.data.redis.autoconfigure.observation.LettuceObservationAutoConfiguration")
@ConditionalOnTracing
@ConditionalOnClass({ MicrometerTracing.class, ClientResourcesBuilderCustomizer.class })
@ConditionalOnBean(name = "lettuceObservation")
@EnableConfigurationProperties(RedisProperties.class)
@Instrumentation(id = "redis", name = "Redis", description = "Redis commands of the Lettuce client.",
		type = "io.lettuce.core.tracing.MicrometerTracing", library = "lettuce-core",
		nothing = "Spring Boot's observation of Lettuce is off")
public final class RedisTracingAutoConfiguration {

	@Bean
	RedisMapper tracingRedisMapper(RedisProperties properties, TracingReport report) {
		if (properties.enabled()) {
			report.traced("Redis", "commands of Lettuce");
		}
		return new RedisMapper(properties);
	}

	@Bean
	ClientResourcesBuilderCustomizer tracingLettuceObservation(ObservationRegistry registry) {
		return (client) -> client.tracing(new MicrometerTracing(new CallerObservations(registry), "Redis"));
	}

}
