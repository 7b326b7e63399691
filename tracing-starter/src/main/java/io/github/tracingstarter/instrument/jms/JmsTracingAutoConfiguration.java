package io.github.tracingstarter.instrument.jms;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.report.Instrumentation;
import io.github.tracingstarter.report.TracingReport;
import io.micrometer.jakarta9.instrument.jms.JmsProcessObservationContext;
import io.micrometer.jakarta9.instrument.jms.JmsPublishObservationContext;
import jakarta.jms.Message;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the tracing of JMS, which Spring observes where
 * {@code micrometer-jakarta9} is on the class path.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@ConditionalOnTracing
@ConditionalOnClass({ JmsPublishObservationContext.class, Message.class })
@EnableConfigurationProperties(JmsProperties.class)
@Instrumentation(id = "jms", name = "JMS",
		description = "Messages over JMS, which Spring observes where micrometer-jakarta9 is on the class path.",
		type = "io.micrometer.jakarta9.instrument.jms.JmsPublishObservationContext", library = "micrometer-jakarta9",
		nothing = "JMS is not on the class path")
public final class JmsTracingAutoConfiguration {

	@Bean
	JmsMapper<JmsPublishObservationContext> tracingJmsPublishMapper(JmsProperties properties, TracingReport report) {
		if (properties.enabled()) {
			report.traced("JMS", "messages that Spring observes");
		}
		return new JmsMapper<>(JmsPublishObservationContext.class, "send", "publish");
	}

	@Bean
	JmsMapper<JmsProcessObservationContext> tracingJmsProcessMapper() {
		return new JmsMapper<>(JmsProcessObservationContext.class, "process", "process");
	}

}
