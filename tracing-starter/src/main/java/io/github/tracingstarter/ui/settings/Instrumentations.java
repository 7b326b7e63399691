package io.github.tracingstarter.ui.settings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.tracingstarter.report.TracingReport;
import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * What the starter can trace, whether it does so here, and why or why not.
 */
final class Instrumentations {

	/**
	 * All there are. They stand here and not with their features, because a feature that
	 * is off or has nothing to trace has no bean that could tell.
	 */
	static final List<Instrumentation> ALL = List.of(
			new Instrumentation("web", "HTTP server", "org.springframework.web.servlet.DispatcherServlet", "Spring MVC",
					"this is not a servlet application"),
			new Instrumentation("client", "HTTP client", "org.springframework.web.client.RestClient", "spring-web",
					"no RestClient, RestTemplate or builder was met so far"),
			new Instrumentation("jdbc", "JDBC", "javax.sql.DataSource", "java.sql", "no DataSource was met so far"),
			new Instrumentation("context", "task executors", "org.springframework.core.task.TaskDecorator",
					"spring-core", "no executor was met so far"));

	private final Environment environment;

	private final TracingReport report;

	private final @Nullable ClassLoader classLoader;

	Instrumentations(Environment environment, TracingReport report, @Nullable ClassLoader classLoader) {
		this.environment = environment;
		this.report = report;
		this.classLoader = classLoader;
	}

	/**
	 * What the page shows of them.
	 * @return what can be written as JSON
	 */
	List<Map<String, Object>> json() {
		List<TracingReport.Entry> entries = this.report.entries();
		return ALL.stream().map((instrumentation) -> json(instrumentation, entries)).toList();
	}

	private Map<String, Object> json(Instrumentation instrumentation, List<TracingReport.Entry> all) {
		List<TracingReport.Entry> entries = all.stream()
			.filter((entry) -> entry.instrumentation().equals(instrumentation.name()))
			.toList();
		boolean on = this.environment.getProperty(instrumentation.key(), Boolean.class, true);
		boolean present = ClassUtils.isPresent(instrumentation.type(), this.classLoader);
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("id", instrumentation.id());
		json.put("name", instrumentation.name());
		json.put("on", on);
		json.put("present", present);
		json.put("key", instrumentation.key());
		json.put("reason", !on ? instrumentation.key() + " is false" : !present
				? instrumentation.library() + " is not on the class path" : reason(instrumentation, entries));
		json.put("details", entries.stream().map(Instrumentations::json).toList());
		return json;
	}

	private static Map<String, Object> json(TracingReport.Entry entry) {
		return Map.of("subject", entry.subject(), "traced", entry.traced(), "reason", entry.reason());
	}

	private static String reason(Instrumentation instrumentation, List<TracingReport.Entry> entries) {
		List<String> traced = new ArrayList<>();
		List<String> leftAlone = new ArrayList<>();
		for (TracingReport.Entry entry : entries) {
			if (entry.traced()) {
				traced.add(entry.subject());
			}
			else {
				leftAlone.add("%s is left alone, because %s".formatted(entry.subject(), entry.reason()));
			}
		}
		if (!traced.isEmpty()) {
			return shortened(traced);
		}
		return leftAlone.isEmpty() ? instrumentation.nothing() : shortened(leftAlone);
	}

	private static String shortened(List<String> texts) {
		return (texts.size() > 2) ? "%s and %d more".formatted(texts.get(0), texts.size() - 1)
				: String.join(", ", texts);
	}

	/**
	 * Something that can be traced.
	 *
	 * @param id the name between {@code tracing.} and {@code .enabled}
	 * @param name its name in the {@link TracingReport}
	 * @param type a type without which there is nothing to trace
	 * @param library where that type comes from
	 * @param nothing why nothing is traced where the report says nothing
	 */
	record Instrumentation(String id, String name, String type, String library, String nothing) {

		String key() {
			return "tracing.%s.enabled".formatted(this.id);
		}

	}

}
