package io.github.tracingstarter.support;

import java.util.List;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.KnownProperties;
import io.github.tracingstarter.configuration.LiveProperties;
import io.github.tracingstarter.configuration.ServiceName;
import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.redaction.UrlRedaction;
import io.github.tracingstarter.report.ExportControl;
import io.github.tracingstarter.report.SpanDestination;
import io.github.tracingstarter.report.SupportReport;
import io.github.tracingstarter.report.TracingReport;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Auto-configuration of the information that is shown for support. Nothing is created
 * before it is needed.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@ConditionalOnTracing
@Lazy
public final class SupportAutoConfiguration {

	@Bean
	KnownProperties tracingKnownProperties() {
		return new KnownProperties();
	}

	@Bean
	Settings tracingSettings(ApplicationContext context, UrlRedaction redaction) {
		return new Settings(context.getEnvironment(), new Masking(redaction));
	}

	@Bean
	Instrumentations tracingInstrumentations(ApplicationContext context, TracingReport report,
			ObjectProvider<LiveProperties> switches) {
		List<LiveProperties> all = switches.stream().toList();
		return new Instrumentations(context.getEnvironment(), report, context.getClassLoader(),
				(key) -> all.stream().anyMatch((several) -> several.isTurnedOff(key)));
	}

	@Bean
	SupportReport tracingSupportReport(ConfigurableEnvironment environment, KnownProperties known, Settings settings,
			Instrumentations instrumentations, TracingReport report, ObjectProvider<ServiceName> service,
			ObjectProvider<ExportControl> control, ObjectProvider<SpanDestination> destinations) {
		return new SupportText(environment, known, settings, instrumentations, report, service, control, destinations);
	}

}
