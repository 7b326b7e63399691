package io.github.tracingstarter.control;

import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.KnownProperties;
import io.github.tracingstarter.configuration.LiveProperties;
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
 * Auto-configuration of changes while the application runs. Unless there is a file,
 * nothing is created before it is needed.
 */
@AutoConfiguration(after = SupportAutoConfiguration.class)
@ConditionalOnTracing
@EnableConfigurationProperties(ControlProperties.class)
public final class ControlAutoConfiguration {

	@Bean
	@Lazy
	Changes tracingChanges(ObjectProvider<LiveProperty> properties, ObjectProvider<LiveProperties> more,
			Settings settings) {
		List<LiveProperty> all = Stream
			.concat(properties.orderedStream(), more.stream().flatMap((several) -> several.all().stream()))
			.toList();
		return new Changes(all, settings::masked, InstantSource.system());
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
