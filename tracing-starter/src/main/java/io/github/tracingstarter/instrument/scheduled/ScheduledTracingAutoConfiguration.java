package io.github.tracingstarter.instrument.scheduled;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.report.Instrumentation;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.support.ScheduledTaskObservationContext;

/**
 * Auto-configuration of the tracing of {@code @Scheduled} methods, which Spring observes.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@ConditionalOnTracing
@ConditionalOnClass(ScheduledTaskObservationContext.class)
@EnableConfigurationProperties(ScheduledProperties.class)
@Instrumentation(id = "scheduled", name = "@Scheduled", description = "Runs of '@Scheduled' methods.",
		type = "org.springframework.scheduling.support.ScheduledTaskObservationContext", library = "spring-context",
		nothing = "no scheduled method has run so far")
public final class ScheduledTracingAutoConfiguration {

	@Bean
	ScheduledTaskMapper tracingScheduledTaskMapper(ScheduledProperties properties, ObjectProvider<Spans> spans) {
		return new ScheduledTaskMapper(properties, spans);
	}

}
