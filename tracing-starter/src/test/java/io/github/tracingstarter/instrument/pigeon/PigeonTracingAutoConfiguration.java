package io.github.tracingstarter.instrument.pigeon;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.report.Instrumentation;
import io.github.tracingstarter.report.TracingReport;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the tracing of Pigeon, which observes itself.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@ConditionalOnTracing
@ConditionalOnClass(PigeonContext.class)
@EnableConfigurationProperties(PigeonProperties.class)
@Instrumentation(id = "pigeon", name = "Pigeon", description = "Messages that are sent by Pigeon.",
		type = "io.github.tracingstarter.instrument.pigeon.PigeonContext", library = "pigeon",
		nothing = "no message has been seen so far")
public final class PigeonTracingAutoConfiguration {

	@Bean
	PigeonMapper tracingPigeonMapper(PigeonProperties properties, TracingReport report) {
		if (properties.enabled()) {
			report.traced("Pigeon", "messages");
		}
		return new PigeonMapper();
	}

}
