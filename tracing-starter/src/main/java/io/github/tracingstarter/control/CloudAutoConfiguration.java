package io.github.tracingstarter.control;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.KnownProperties;
import io.github.tracingstarter.support.Settings;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.cloud.context.environment.EnvironmentChangeEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of changes by Spring Cloud.
 */
@AutoConfiguration(after = ControlAutoConfiguration.class)
@ConditionalOnTracing
@ConditionalOnClass(EnvironmentChangeEvent.class)
public final class CloudAutoConfiguration {

	@Bean
	EnvironmentChanges tracingEnvironmentChanges(Environment environment, ObjectProvider<Changes> changes,
			ObjectProvider<KnownProperties> known, ObjectProvider<Settings> settings) {
		return new EnvironmentChanges(environment, changes, known, settings);
	}

}
