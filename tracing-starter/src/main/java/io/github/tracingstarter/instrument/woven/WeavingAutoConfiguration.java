package io.github.tracingstarter.instrument.woven;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.instrument.InstrumentationAutoConfiguration;
import io.github.tracingstarter.instrument.WovenHook;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of what only the agent reaches: threads, and clients that are made
 * within methods.
 */
@AutoConfiguration(after = InstrumentationAutoConfiguration.class)
@ConditionalOnTracing
@EnableConfigurationProperties(WeavingProperties.class)
public final class WeavingAutoConfiguration {

	@Bean
	static HookInstaller tracingHookInstaller(ObjectProvider<WovenHook> hooks) {
		return new HookInstaller(hooks);
	}

}
