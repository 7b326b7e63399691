package io.github.tracingstarter.report;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.ServiceName;
import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.configuration.TracingProperties;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the report on what is traced and where it goes.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@ConditionalOnTracing
public final class ReportAutoConfiguration {

	@Bean
	TracingReport tracingReport() {
		return new TracingReport();
	}

	@Bean
	StartupReporter tracingStartupReporter(ApplicationContext context, TracingProperties properties,
			TracingReport report, ObjectProvider<ServiceName> service, ObjectProvider<SpanDestination> destinations,
			ObjectProvider<SupportReport> support) {
		return new StartupReporter(context, properties, report, service, destinations, support);
	}

}
