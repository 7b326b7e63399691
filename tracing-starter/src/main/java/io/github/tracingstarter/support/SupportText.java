package io.github.tracingstarter.support;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.github.tracingstarter.configuration.IgnoredKeys;
import io.github.tracingstarter.configuration.KnownProperties;
import io.github.tracingstarter.configuration.ServiceName;
import io.github.tracingstarter.configuration.UnknownKeys;
import io.github.tracingstarter.report.DestinationStatus;
import io.github.tracingstarter.report.DestinationStatus.Signal;
import io.github.tracingstarter.report.ExportControl;
import io.github.tracingstarter.report.SpanDestination;
import io.github.tracingstarter.report.SupportReport;
import io.github.tracingstarter.report.TracingReport;
import io.micrometer.observation.Observation;
import io.micrometer.tracing.Tracer;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.SpringVersion;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Writes the report for an issue. Values are shown only for the starter's own properties,
 * because it is not known what others contain.
 */
final class SupportText implements SupportReport {

	/** Other properties that may be related to tracing. */
	private static final List<ConfigurationPropertyName> RELATED = List
		.of("management.tracing", "management.opentelemetry", "management.observations", "management.otlp.tracing",
				"management.zipkin", "otel", "spring.sleuth", "spring.zipkin")
		.stream()
		.map(ConfigurationPropertyName::of)
		.toList();

	private final ConfigurableEnvironment environment;

	private final KnownProperties known;

	private final Settings settings;

	private final Instrumentations instrumentations;

	private final TracingReport report;

	private final ObjectProvider<ServiceName> service;

	private final ObjectProvider<ExportControl> control;

	private final ObjectProvider<SpanDestination> destinations;

	SupportText(ConfigurableEnvironment environment, KnownProperties known, Settings settings,
			Instrumentations instrumentations, TracingReport report, ObjectProvider<ServiceName> service,
			ObjectProvider<ExportControl> control, ObjectProvider<SpanDestination> destinations) {
		this.environment = environment;
		this.known = known;
		this.settings = settings;
		this.instrumentations = instrumentations;
		this.report = report;
		this.service = service;
		this.control = control;
		this.destinations = destinations;
	}

	@Override
	public String text() {
		StringBuilder text = new StringBuilder();
		text.append(versions());
		section(text, "Service", this.service.stream().map(ServiceName::value).toList());
		section(text, "Spans go to", exporters());
		section(text, "Logs go to", others(Signal.LOGS));
		section(text, "Metrics go to", others(Signal.METRICS));
		List<TracingReport.Entry> entries = this.report.entries();
		section(text, "Traced",
				entries.stream()
					.filter(TracingReport.Entry::traced)
					.map((entry) -> "%s: %s".formatted(entry.instrumentation(), entry.subject()))
					.toList());
		section(text, "Not traced", notTraced(entries));
		section(text, "Properties", properties());
		section(text, "Other properties, without values", related());
		section(text, "Not read", notRead());
		return text.toString();
	}

	private static String versions() {
		return """
				tracing-starter %s, Spring Boot %s, Spring Framework %s
				Micrometer %s, Micrometer Tracing %s, OpenTelemetry %s
				Java %s (%s), %s %s (%s)
				""".formatted(version(SupportText.class), SpringBootVersion.getVersion(), SpringVersion.getVersion(),
				version(Observation.class), version(Tracer.class), version(SdkTracerProvider.class),
				System.getProperty("java.version"), System.getProperty("java.vendor"), System.getProperty("os.name"),
				System.getProperty("os.version"), System.getProperty("os.arch"));
	}

	/**
	 * Returns the version in the manifest of the jar. Class folders have none.
	 */
	private static String version(Class<?> type) {
		String version = type.getPackage().getImplementationVersion();
		return (version != null) ? version : "(unknown version)";
	}

	private static void section(StringBuilder text, String title, List<String> lines) {
		text.append('\n').append(title).append(":\n");
		(lines.isEmpty() ? List.of("none") : lines).forEach((line) -> text.append("  ").append(line).append('\n'));
	}

	private List<String> exporters() {
		List<DestinationStatus> statuses = statuses(Signal.TRACES);
		List<String> lines = new ArrayList<>(statuses.stream().map(SupportText::line).toList());
		Set<String> described = statuses.stream().map(DestinationStatus::description).collect(Collectors.toSet());
		this.destinations.orderedStream()
			.map(SpanDestination::description)
			.filter((description) -> !described.contains(description))
			.forEach(lines::add);
		return lines;
	}

	private List<String> others(Signal signal) {
		return statuses(signal).stream().map(SupportText::line).toList();
	}

	private List<DestinationStatus> statuses(Signal signal) {
		return this.control.orderedStream()
			.flatMap((exporters) -> exporters.destinations().stream())
			.filter((status) -> status.signal() == signal)
			.toList();
	}

	private static String line(DestinationStatus status) {
		String line = "%s: %d sent, %d dropped".formatted(status.description(), status.sent(), status.dropped());
		return switch (status.state()) {
			case IDLE -> line + ", nothing to send so far";
			case PAUSED -> line + ", paused";
			case OK, FAILING -> (status.failure() != null) ? "%s, failing: %s".formatted(line, status.failure()) : line;
		};
	}

	/**
	 * Returns what was left alone, and the instrumentations that found nothing, with the
	 * reason.
	 */
	private List<String> notTraced(List<TracingReport.Entry> entries) {
		List<String> lines = new ArrayList<>(entries.stream()
			.filter((entry) -> !entry.traced())
			.map((entry) -> "%s: %s, because %s".formatted(entry.instrumentation(), entry.subject(), entry.reason()))
			.toList());
		this.instrumentations.statuses()
			.stream()
			.filter((status) -> status.entries().isEmpty())
			.forEach((status) -> lines.add("%s (%s): %s".formatted(status.name(), status.key(), status.reason())));
		return lines;
	}

	private List<String> properties() {
		List<String> lines = new ArrayList<>();
		this.known.all().forEach((key, property) -> {
			Settings.Setting setting = this.settings.find(property);
			if (setting != null) {
				lines.add("%s=%s (%s)".formatted(key, setting.value(), setting.source()));
			}
		});
		return lines;
	}

	/**
	 * Returns the names and sources of other properties.
	 */
	private List<String> related() {
		Map<String, String> found = new TreeMap<>();
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			if (source instanceof IterableConfigurationPropertySource names) {
				names.stream()
					.filter((name) -> RELATED.stream().anyMatch((related) -> related.isAncestorOf(name)))
					.forEach((name) -> found.computeIfAbsent(name.toString(), (key) -> sourceName(source, name)));
			}
		}
		return found.entrySet().stream().map((entry) -> "%s (%s)".formatted(entry.getKey(), entry.getValue())).toList();
	}

	private static @Nullable String sourceName(ConfigurationPropertySource source, ConfigurationPropertyName name) {
		ConfigurationProperty property = source.getConfigurationProperty(name);
		return (property != null) ? SourceNames.of(property) : null;
	}

	private List<String> notRead() {
		List<String> lines = new ArrayList<>();
		new UnknownKeys(this.environment).find()
			.forEach((key, nearest) -> lines.add("%s: did you mean %s?".formatted(key, nearest)));
		new IgnoredKeys(this.environment).find().forEach((key, advice) -> lines.add("%s: %s".formatted(key, advice)));
		return lines;
	}

}
