package io.github.tracingstarter.instrument.jms;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.TracingAutoConfiguration;
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
public final class JmsTracingAutoConfiguration {

	@Bean
	JmsMapper<JmsPublishObservationContext> tracingJmsPublishMapper(JmsProperties properties) {
		return new JmsMapper<>(JmsPublishObservationContext.class, "send", "publish", properties);
	}

	@Bean
	JmsMapper<JmsProcessObservationContext> tracingJmsProcessMapper(JmsProperties properties) {
		return new JmsMapper<>(JmsProcessObservationContext.class, "process", "process", properties);
	}

}
