package io.github.tracingstarter.ui.settings;

import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.control.Changes;
import io.github.tracingstarter.control.EffectiveConfiguration;
import io.github.tracingstarter.report.ExportControl;
import io.github.tracingstarter.report.SpanDestination;
import io.github.tracingstarter.report.SupportReport;
import io.github.tracingstarter.sampling.rules.Rules;
import io.github.tracingstarter.ui.ConditionalOnUi;
import io.github.tracingstarter.ui.store.TraceStore;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the settings on the page.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@ConditionalOnUi
public final class SettingsAutoConfiguration {

	@Bean
	ConfigRoutes tracingConfigRoutes(EffectiveConfiguration configuration, Changes changes, SupportReport report,
			TraceStore store) {
		return new ConfigRoutes(configuration, changes, report, store);
	}

	@Bean
	RuleRoutes tracingRuleRoutes(ObjectProvider<Rules> rules) {
		return new RuleRoutes(rules);
	}

	@Bean
	ExporterRoutes tracingExporterRoutes(ObjectProvider<ExportControl> control,
			ObjectProvider<SpanDestination> destinations, Changes changes) {
		return new ExporterRoutes(control.orderedStream().toList(), destinations, changes);
	}

}
