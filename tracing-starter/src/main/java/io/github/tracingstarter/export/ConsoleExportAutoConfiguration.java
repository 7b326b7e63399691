package io.github.tracingstarter.export;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.TracingProperties;
import io.github.tracingstarter.redaction.SpanHooks;
import io.github.tracingstarter.redaction.SpanRedaction;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the trees on the console.
 */
@AutoConfiguration(after = ExportAutoConfiguration.class)
@ConditionalOnTracing
public final class ConsoleExportAutoConfiguration {

	@Bean
	@Nullable ConsoleSpanProcessor tracingConsoleSpanProcessor(ExporterChoice choice, TracingProperties properties,
			SpanRedaction redaction, SpanHooks hooks) {
		return (properties.debug() || choice.includes("console"))
				? new ConsoleSpanProcessor((span) -> hooks.apply(redaction.redact(span))) : null;
	}

}
