package io.github.tracingstarter.ui.traces;

import java.io.File;
import java.util.List;

import io.github.tracingstarter.sql.StatementPlans;
import io.github.tracingstarter.ui.ConditionalOnUi;
import io.github.tracingstarter.ui.InstanceId;
import io.github.tracingstarter.ui.TraceLogs;
import io.github.tracingstarter.ui.UiAutoConfiguration;
import io.github.tracingstarter.ui.UiProperties;
import io.github.tracingstarter.ui.store.StoreAutoConfiguration;
import io.github.tracingstarter.ui.store.TraceStore;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the analysis of traces on the page.
 */
@AutoConfiguration(after = { StoreAutoConfiguration.class, UiAutoConfiguration.class })
@ConditionalOnUi
@EnableConfigurationProperties(BaselineProperties.class)
public final class TracesAutoConfiguration {

	@Bean
	Summaries tracingSummaries(UiProperties properties) {
		return new Summaries(properties.slowThreshold());
	}

	@Bean
	Services tracingServices(TraceStore store, Summaries summaries) {
		return new Services(store, summaries);
	}

	@Bean
	Baselines tracingBaselines(TraceStore store, Summaries summaries, BaselineProperties properties) {
		return new Baselines(store, summaries,
				properties.find(System.getProperty("java.class.path", ""), File.pathSeparator));
	}

	@Bean
	GcPauses tracingGcPauses() {
		GcPauses pauses = new GcPauses();
		pauses.listen();
		return pauses;
	}

	@Bean
	TraceJson tracingTraceJson(TraceStore store, Summaries summaries, ObjectProvider<TraceLogs> logs, GcPauses pauses,
			BeanFactory beanFactory) {
		return new TraceJson(logs, new Surroundings(store, summaries, pauses, new ApplicationClasses(
				AutoConfigurationPackages.has(beanFactory) ? AutoConfigurationPackages.get(beanFactory) : List.of())));
	}

	@Bean
	TraceRoutes tracingTraceRoutes(TraceStore store, Summaries summaries, TraceJson traceJson,
			ObjectProvider<TraceLogs> logs, InstanceId instanceId, Baselines baselines, UiProperties properties,
			ApplicationContext context) {
		// Only users of this machine have its files.
		SourceFiles sources = new SourceFiles(
				(properties.access() == UiProperties.Access.LOCAL) ? context.getClassLoader() : null);
		return new TraceRoutes(store, summaries, traceJson, logs, instanceId, baselines, sources);
	}

	@Bean
	PlanRoutes tracingPlanRoutes(TraceStore store, ObjectProvider<StatementPlans> plans) {
		return new PlanRoutes(store, plans);
	}

}
