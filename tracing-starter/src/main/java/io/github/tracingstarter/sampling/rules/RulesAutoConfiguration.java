package io.github.tracingstarter.sampling.rules;

import java.time.Clock;

import io.github.tracingstarter.configuration.ConditionalOnTracing;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of the rules of what is recorded.
 */
@AutoConfiguration
@ConditionalOnTracing
@EnableConfigurationProperties({ RulesProperties.class, ForceProperties.class })
public final class RulesAutoConfiguration {

	@Bean(destroyMethod = "close")
	Rules tracingRules(ObjectProvider<RulesProperties> properties, ForceProperties force, Environment environment) {
		// Before they are bound, which says less of what is wrong.
		UnknownFields.check(environment);
		return new Rules(properties.getObject().rules(), ForcedTraces.of(force), Clock.systemUTC());
	}

}
