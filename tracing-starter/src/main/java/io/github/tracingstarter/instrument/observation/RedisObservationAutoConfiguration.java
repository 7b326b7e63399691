package io.github.tracingstarter.instrument.observation;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.lettuce.core.tracing.MicrometerTracing;
import io.micrometer.observation.ObservationRegistry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.data.redis.autoconfigure.ClientResourcesBuilderCustomizer;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration that lets Redis commands find the span that they belong to. It
 * replaces what Boot's observation sets, and does nothing where that is off.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class,
		afterName = "org.springframework.boot.data.redis.autoconfigure.observation.LettuceObservationAutoConfiguration")
@ConditionalOnTracing
@ConditionalOnClass({ MicrometerTracing.class, ClientResourcesBuilderCustomizer.class })
@ConditionalOnBean(name = "lettuceObservation")
public final class RedisObservationAutoConfiguration {

	@Bean
	ClientResourcesBuilderCustomizer tracingLettuceObservation(ObservationRegistry registry) {
		return (client) -> client.tracing(new MicrometerTracing(new RedisObservations(registry), "Redis"));
	}

}
