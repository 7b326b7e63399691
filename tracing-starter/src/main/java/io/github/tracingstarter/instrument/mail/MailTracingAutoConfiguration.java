package io.github.tracingstarter.instrument.mail;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.instrument.InstrumentationAutoConfiguration;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.report.Instrumentation;
import io.github.tracingstarter.report.TracingReport;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/**
 * Auto-configuration of the tracing of mails.
 */
@AutoConfiguration(after = InstrumentationAutoConfiguration.class)
@ConditionalOnTracing
@ConditionalOnClass(value = JavaMailSenderImpl.class, name = "jakarta.mail.Session")
@EnableConfigurationProperties(MailTracingProperties.class)
@Instrumentation(id = "mail", name = "Mail", description = "Mails that are sent with JavaMailSender.",
		type = "org.springframework.mail.javamail.JavaMailSenderImpl", library = "spring-context-support",
		nothing = "no mail sender has been found so far")
public final class MailTracingAutoConfiguration {

	@Bean
	static MailPostProcessor mailTracingPostProcessor(ObjectProvider<MailTracingProperties> properties,
			ObjectProvider<Spans> spans, ObjectProvider<TracingReport> report) {
		return new MailPostProcessor(properties, spans, report);
	}

}
