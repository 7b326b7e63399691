package io.github.tracingstarter.control;

import java.time.InstantSource;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.KnownProperties;
import io.github.tracingstarter.configuration.LiveProperty;
import io.github.tracingstarter.support.Instrumentations;
import io.github.tracingstarter.support.Settings;
import io.github.tracingstarter.support.SupportAutoConfiguration;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

/**
 * Auto-configuration of the changes while the application runs. Nothing of it is created
 * before somebody asks, unless there is a file.
 */
@AutoConfiguration(after = SupportAutoConfiguration.class)
@ConditionalOnTracing
@EnableConfigurationProperties(ControlProperties.class)
public final class ControlAutoConfiguration {

	@Bean
	@Lazy
	Changes tracingChanges(ObjectProvider<LiveProperty> properties, Settings settings) {
		return new Changes(properties.orderedStream().toList(), settings::masked, InstantSource.system());
	}

	@Bean
	@Lazy
	EffectiveConfiguration tracingEffectiveConfiguration(KnownProperties known, Settings settings, Changes changes,
			Instrumentations instrumentations) {
		return new EffectiveConfiguration(known, settings, changes, instrumentations);
	}

	@Bean
	@Nullable ControlFile tracingControlFile(ControlProperties properties, ObjectProvider<Changes> changes) {
		return (properties.file() != null)
				? new ControlFile(properties.file(), properties.interval(), changes.getObject()) : null;
	}

}
