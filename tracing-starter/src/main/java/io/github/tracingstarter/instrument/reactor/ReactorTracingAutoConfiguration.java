package io.github.tracingstarter.instrument.reactor;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.report.Instrumentation;
import io.github.tracingstarter.report.TracingReport;
import io.micrometer.tracing.otel.bridge.OtelSpan;
import reactor.core.publisher.Hooks;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ImportRuntimeHints;

/**
 * Auto-configuration of the propagation of the trace in Reactor.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@ConditionalOnClass({ Hooks.class, OtelSpan.class })
@ConditionalOnTracing("reactor")
@EnableConfigurationProperties(ReactorProperties.class)
@ImportRuntimeHints(ReactorRuntimeHints.class)
@Instrumentation(id = "reactor", name = "Reactor",
		description = "Propagation of the trace through the operators of Reactor.",
		type = "reactor.core.publisher.Hooks", library = "reactor-core", nothing = "no operator has been found so far",
		switchable = false)
public final class ReactorTracingAutoConfiguration {

	@Bean
	static OperatorHook tracingOperatorHook(ObjectProvider<TracingReport> report) {
		return new OperatorHook(report);
	}

}
