package io.github.tracingstarter.instrument.woven;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.instrument.InstrumentationAutoConfiguration;
import io.github.tracingstarter.instrument.WovenHooks;
import io.github.tracingstarter.report.Instrumentation;
import io.github.tracingstarter.report.TracingReport;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the objects that only the agent reaches: threads, and clients and
 * data sources that are created within methods.
 */
@AutoConfiguration(after = InstrumentationAutoConfiguration.class)
@ConditionalOnTracing
@EnableConfigurationProperties(WeavingProperties.class)
@Instrumentation(id = "weaving", name = HookInstaller.INSTRUMENTATION,
		description = "What only the agent reaches: threads, and clients and data sources that are made within methods.",
		type = Agent.TYPE, library = "tracing-agent.jar, with which the JVM is started,",
		nothing = "all of it is turned off", switchable = false)
public final class WeavingAutoConfiguration {

	@Bean
	static HookInstaller tracingHookInstaller(ObjectProvider<WovenHooks> hooks, ObjectProvider<TracingReport> report) {
		return new HookInstaller(new Agent(), hooks, report);
	}

}
