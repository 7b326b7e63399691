package io.github.tracingstarter.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.github.tracingstarter.configuration.BootTest;
import io.github.tracingstarter.configuration.IgnoredKeys;
import io.github.tracingstarter.configuration.ServiceName;
import io.github.tracingstarter.configuration.TracingProperties;
import io.github.tracingstarter.configuration.UnknownKeys;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeansException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Logs what is traced and where the spans go, once, when the application is ready.
 * Contacts the destinations on a separate thread, so that an unreachable collector does
 * not delay the application.
 */
class StartupReporter implements ApplicationListener<ApplicationReadyEvent> {

	private static final Log logger = LogFactory.getLog(StartupReporter.class);

	private final ApplicationContext applicationContext;

	private final TracingProperties properties;

	private final TracingReport report;

	private final ObjectProvider<ServiceName> service;

	private final ObjectProvider<SpanDestination> destinations;

	private final ObjectProvider<SupportReport> support;

	StartupReporter(ApplicationContext applicationContext, TracingProperties properties, TracingReport report,
			ObjectProvider<ServiceName> service, ObjectProvider<SpanDestination> destinations,
			ObjectProvider<SupportReport> support) {
		this.applicationContext = applicationContext;
		this.properties = properties;
		this.report = report;
		this.service = service;
		this.destinations = destinations;
		this.support = support;
	}

	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		if (event.getApplicationContext() != this.applicationContext) {
			// The events of child contexts are received as well.
			return;
		}
		ConfigurableApplicationContext context = event.getApplicationContext();
		ConfigurableEnvironment environment = context.getEnvironment();
		List<SpanDestination> targets = this.destinations.orderedStream().toList();
		if (BootTest.isContext(environment) && targets.isEmpty() && !this.properties.debug()) {
			return;
		}
		ServiceName name = this.service.getIfAvailable();
		SupportReport all = this.properties.debug() ? this.support.getIfAvailable() : null;
		Thread thread = new Thread(() -> reportUnlessClosed(context, name, targets, all), "tracing-report");
		thread.setDaemon(true);
		thread.start();
	}

	/**
	 * An application that ends as soon as it has started has no more beans to report on.
	 */
	private void reportUnlessClosed(ConfigurableApplicationContext context, @Nullable ServiceName name,
			List<SpanDestination> targets, @Nullable SupportReport all) {
		try {
			report(context.getEnvironment(), name, targets, all);
		}
		catch (BeansException | IllegalStateException ex) {
			if (!context.isClosed()) {
				throw ex;
			}
		}
	}

	private void report(ConfigurableEnvironment environment, @Nullable ServiceName name, List<SpanDestination> targets,
			@Nullable SupportReport all) {
		List<TracingReport.Entry> entries = this.report.entries();
		if (logger.isInfoEnabled()) {
			logger.info(summary(name, entries, targets));
		}
		if (all != null) {
			logger.info("Report for an issue%n%n%s".formatted(all.text()));
		}
		new UnknownKeys(environment).log();
		new IgnoredKeys(environment).log();
	}

	private static String summary(@Nullable ServiceName name, List<TracingReport.Entry> entries,
			List<SpanDestination> targets) {
		Map<String, Long> counts = entries.stream()
			.filter(TracingReport.Entry::traced)
			.collect(Collectors.groupingBy(TracingReport.Entry::instrumentation, LinkedHashMap::new,
					Collectors.counting()));
		String what = counts.entrySet()
			.stream()
			.map((entry) -> (entry.getValue() > 1) ? "%s (%d)".formatted(entry.getKey(), entry.getValue())
					: entry.getKey())
			.collect(Collectors.joining(", "));
		String where = targets.stream().map(StartupReporter::describe).collect(Collectors.joining(", "));
		return "Tracing %s%s; spans go to %s".formatted((name != null) ? name.value() + ": " : "",
				what.isEmpty() ? "nothing yet" : what, where.isEmpty() ? "no exporter" : where);
	}

	private static String describe(SpanDestination destination) {
		SpanDestination.Reply reply = destination.ask();
		String description = destination.description();
		return (reply != null) ? "%s (%s)".formatted(description, reply.text()) : description;
	}

}
