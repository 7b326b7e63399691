package io.github.tracingstarter.instrument;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.propagation.Propagation;
import io.github.tracingstarter.redaction.AttributeRedaction;
import io.github.tracingstarter.sampling.rules.Rules;
import io.github.tracingstarter.sampling.rules.RulesAutoConfiguration;
import io.opentelemetry.api.OpenTelemetry;

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
			LostTraces lostTraces, ObjectProvider<Rules> rules, InstrumentationSwitches switches) {
		return new Spans(openTelemetry, propagation, redaction, lostTraces, rules.getIfAvailable(Rules::none),
				switches);
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
