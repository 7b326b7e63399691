package io.github.tracingstarter.ui.settings;

import io.github.tracingstarter.configuration.KnownProperties;
import io.github.tracingstarter.configuration.LiveProperty;
import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.redaction.UrlRedaction;
import io.github.tracingstarter.report.ExportControl;
import io.github.tracingstarter.report.SpanDestination;
import io.github.tracingstarter.report.TracingReport;
import io.github.tracingstarter.ui.ConditionalOnUi;
import io.github.tracingstarter.ui.store.TraceStore;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the settings on the page.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@ConditionalOnUi
public final class SettingsAutoConfiguration {

	@Bean
	ConfigRoutes tracingConfigRoutes(ApplicationContext context, UrlRedaction redaction, TracingReport report,
			ObjectProvider<LiveProperty> liveProperties, TraceStore store) {
		KnownProperties known = new KnownProperties();
		return new ConfigRoutes(known, new Settings(context.getEnvironment(), new Masking(redaction)),
				new PropertyChanges(liveProperties.orderedStream().toList()),
				new Instrumentations(context.getEnvironment(), report, context.getClassLoader()), store);
	}

	@Bean
	ExporterRoutes tracingExporterRoutes(ObjectProvider<ExportControl> control,
			ObjectProvider<SpanDestination> destinations) {
		return new ExporterRoutes(control.getIfAvailable(), destinations);
	}

}
