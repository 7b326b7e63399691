package io.github.tracingstarter.instrument.fields;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.instrument.ClientTracer;
import io.github.tracingstarter.instrument.InstrumentationAutoConfiguration;
import io.github.tracingstarter.report.TracingReport;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the tracing of clients in the fields of beans.
 */
@AutoConfiguration(after = InstrumentationAutoConfiguration.class)
@ConditionalOnTracing("client")
public final class ClientFieldTracingAutoConfiguration {

	@Bean
	static ClientFieldPostProcessor clientFieldTracingPostProcessor(ObjectProvider<ClientTracer> tracers,
			ObjectProvider<TracingReport> report) {
		return new ClientFieldPostProcessor(tracers, report);
	}

}
