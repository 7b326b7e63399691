package io.github.tracingstarter.instrument.jms;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.report.Instrumentation;
import io.github.tracingstarter.report.TracingReport;
import io.micrometer.jakarta9.instrument.jms.JmsProcessObservationContext;
import io.micrometer.jakarta9.instrument.jms.JmsPublishObservationContext;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the tracing of JMS, which Spring observes with a library that the
 * starter brings.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@ConditionalOnTracing
@ConditionalOnClass(value = JmsPublishObservationContext.class,
		name = { "jakarta.jms.Message", "org.springframework.jms.core.JmsTemplate" })
@EnableConfigurationProperties(JmsProperties.class)
@Instrumentation(id = "jms", name = "JMS",
		description = "Messages that a JmsTemplate sends and that listeners receive over JMS.",
		type = "org.springframework.jms.core.JmsTemplate", library = "spring-jms",
		nothing = "no message was met so far")
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
