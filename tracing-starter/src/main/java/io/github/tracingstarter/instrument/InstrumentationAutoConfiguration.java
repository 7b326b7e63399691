package io.github.tracingstarter.instrument;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.measurement.CallListener;
import io.github.tracingstarter.measurement.Measurements;
import io.github.tracingstarter.measurement.StatementListener;
import io.github.tracingstarter.propagation.Propagation;
import io.github.tracingstarter.redaction.AttributeRedaction;
import io.github.tracingstarter.redaction.SpanRedaction;
import io.github.tracingstarter.sampling.rules.Rules;
import io.github.tracingstarter.sampling.rules.RulesAutoConfiguration;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.semconv.DbAttributes;
import io.opentelemetry.semconv.HttpAttributes;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of the beans with which all instrumentations create spans.
 */
@AutoConfiguration(after = { TracingAutoConfiguration.class, RulesAutoConfiguration.class })
@ConditionalOnTracing
public final class InstrumentationAutoConfiguration {

	@Bean
	Spans tracingSpans(OpenTelemetry openTelemetry, Propagation propagation, AttributeRedaction redaction,
			LostTraces lostTraces, ObjectProvider<Rules> rules, InstrumentationSwitches switches,
			ObjectProvider<RepeatedStatements.Counter> counter, ObjectProvider<CallListener> calls,
			ObjectProvider<StatementListener> statements) {
		return new Spans(openTelemetry, propagation, redaction, lostTraces, rules.getIfAvailable(Rules::none), switches,
				new RepeatedStatements(() -> counter.getIfAvailable(() -> counter(openTelemetry))),
				Measurements.of(calls.orderedStream(), statements.orderedStream()));
	}

	private static RepeatedStatements.Counter counter(OpenTelemetry openTelemetry) {
		LongCounter counter = openTelemetry.getMeter(SpanRedaction.CLEAN_SCOPE)
			.counterBuilder(RepeatedStatements.NAME)
			.setDescription(RepeatedStatements.DESCRIPTION)
			.setUnit("{statement}")
			.build();
		return (route, statement, runs) -> counter.add(runs,
				Attributes.of(HttpAttributes.HTTP_ROUTE, route, DbAttributes.DB_QUERY_SUMMARY, statement));
	}

	@Bean
	InstrumentationSwitches tracingInstrumentationSwitches(ListableBeanFactory beans, Environment environment) {
		return new InstrumentationSwitches(beans, environment);
	}

	@Bean
	ProvisionalSpanProcessor tracingProvisionalSpanProcessor() {
		return new ProvisionalSpanProcessor();
	}

	@Bean
	LostTraces tracingLostTraces() {
		return new LostTraces();
	}

}
