package io.github.tracingstarter.instrument.global;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.instrument.LibraryTracer;
import io.github.tracingstarter.report.Instrumentation;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the global OpenTelemetry, for libraries that trace themselves.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@ConditionalOnTracing("global")
@EnableConfigurationProperties(GlobalProperties.class)
@Instrumentation(id = "global", name = "Global OpenTelemetry",
		description = "Spans of libraries that use the global OpenTelemetry instance.",
		type = "io.opentelemetry.api.GlobalOpenTelemetry", library = "opentelemetry-api",
		nothing = "whether a library uses it is not known", switchable = false)
public final class GlobalTracingAutoConfiguration {

	@Bean
	static GlobalPostProcessor globalTracingPostProcessor(ObjectProvider<LibraryTracer> libraries) {
		return new GlobalPostProcessor(ApplicationOpenTelemetry.INSTANCE, libraries);
	}

}
