package io.github.tracingstarter.sampling.keep;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.LiveProperty;
import io.github.tracingstarter.redaction.SpanRedaction;
import io.github.tracingstarter.report.SpanCount;
import io.github.tracingstarter.sampling.KeepRule;
import io.opentelemetry.sdk.trace.SpanProcessor;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the traces that are kept because of their outcome.
 */
@AutoConfiguration(
		beforeName = "org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration")
@ConditionalOnTracing
@EnableConfigurationProperties(KeepProperties.class)
public final class KeepAutoConfiguration {

	@Bean
	TailSpanProcessor tracingTailSpanProcessor(KeepProperties properties, ObjectProvider<SpanProcessor> processors,
			ObjectProvider<KeepRule> rules, ObjectProvider<SpanRedaction> redaction) {
		return new TailSpanProcessor(properties.settings(), rules.orderedStream().toList(),
				() -> KeptSpanDestinations.of(processors, redaction));
	}

	@Bean
	LiveProperty tracingKeepErrors(TailSpanProcessor processor) {
		return new KeepProperty(KeepSettings.ERRORS, processor, (settings) -> Boolean.toString(settings.errors()),
				KeepSettings::withErrors);
	}

	@Bean
	LiveProperty tracingKeepHandledErrors(TailSpanProcessor processor) {
		return new KeepProperty(KeepSettings.HANDLED_ERRORS, processor,
				(settings) -> Boolean.toString(settings.handledErrors()), KeepSettings::withHandledErrors);
	}

	@Bean
	LiveProperty tracingKeepSlowerThan(TailSpanProcessor processor) {
		return new KeepProperty(KeepSettings.SLOWER_THAN, processor, (settings) -> settings.slowerThan().text(),
				KeepSettings::withSlowerThan);
	}

	@Bean
	LiveProperty tracingKeepRoutes(TailSpanProcessor processor) {
		return new KeepProperty(KeepSettings.ROUTES, processor, (settings) -> settings.routes().toString(),
				KeepSettings::withRoutes);
	}

	@Bean
	LiveProperty tracingKeepMaxMemory(TailSpanProcessor processor) {
		return new KeepProperty(KeepSettings.MAX_MEMORY, processor, KeepSettings::memory, KeepSettings::withMaxMemory);
	}

	@Bean
	LiveProperty tracingKeepMaxDuration(TailSpanProcessor processor) {
		return new KeepProperty(KeepSettings.MAX_DURATION, processor, KeepSettings::duration,
				KeepSettings::withMaxDuration);
	}

	@Bean
	SpanCount tracingKeptTraces(TailSpanProcessor processor) {
		return new SpanCount("tracing.traces.kept", "Traces that were kept although sampling did not choose them.",
				processor::keptTraces);
	}

	@Bean
	SpanCount tracingLeftOutSpans(TailSpanProcessor processor) {
		return new SpanCount("tracing.spans.unheld",
				"Spans that there was no room to hold until the end of their trace.", processor::leftOutSpans);
	}

}
