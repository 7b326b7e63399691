package io.github.tracingstarter.instrument.fields;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.instrument.FieldTracer;
import io.github.tracingstarter.instrument.InstrumentationAutoConfiguration;
import io.github.tracingstarter.report.TracingReport;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the tracing of clients and executors in the fields of beans.
 */
@AutoConfiguration(after = InstrumentationAutoConfiguration.class)
@ConditionalOnTracing
public final class FieldTracingAutoConfiguration {

	@Bean
	static FieldPostProcessor fieldTracingPostProcessor(ObjectProvider<FieldTracer> tracers,
			ObjectProvider<TracingReport> report) {
		return new FieldPostProcessor(tracers, report);
	}

}
