package io.github.tracingstarter.sampling.rules;

import java.time.Clock;

import io.github.tracingstarter.configuration.ConditionalOnTracing;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of the sampling rules.
 */
@AutoConfiguration
@ConditionalOnTracing
@EnableConfigurationProperties({ RulesProperties.class, ForceProperties.class })
public final class RulesAutoConfiguration {

	@Bean(destroyMethod = "close")
	Rules tracingRules(ObjectProvider<RulesProperties> properties, ForceProperties force, Environment environment) {
		// Checked before binding, whose messages are less specific.
		UnknownFields.check(environment);
		return new Rules(properties.getObject().rules(), ForcedTraces.of(force), Clock.systemUTC());
	}

}
