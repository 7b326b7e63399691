package io.github.tracingstarter.control;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import io.github.tracingstarter.report.ExportControl;
import io.github.tracingstarter.report.SpanCount;
import io.github.tracingstarter.sampling.rules.Rules;
import io.github.tracingstarter.support.Settings;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.convert.DurationStyle;

/**
 * Actuator endpoint that shows what is traced and how, and changes it if that is allowed.
 */
@Endpoint(id = "tracing")
class TracingEndpoint {

	private static final String JMX = "JMX";

	private static final String RULES = "tracing.rules";

	private final ControlProperties properties;

	private final EffectiveConfiguration configuration;

	private final Changes changes;

	private final Settings settings;

	private final ObjectProvider<ExportControl> exporters;

	private final ObjectProvider<SpanCount> counts;

	private final ObjectProvider<Rules> rules;

	TracingEndpoint(ControlProperties properties, EffectiveConfiguration configuration, Changes changes,
			Settings settings, ObjectProvider<ExportControl> exporters, ObjectProvider<SpanCount> counts,
			ObjectProvider<Rules> rules) {
		this.properties = properties;
		this.configuration = configuration;
		this.changes = changes;
		this.settings = settings;
		this.exporters = exporters;
		this.counts = counts;
		this.rules = rules;
	}

	@ReadOperation
	Map<String, Object> tracing() {
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("writable", isWritable());
		json.put("properties", this.configuration.properties());
		json.put("rules", this.rules.stream().flatMap((all) -> all.statuses().stream()).map(this::json).toList());
		json.put("instrumentations", this.configuration.instrumentations());
		json.put("exporters", exporters());
		Map<String, Object> totals = new LinkedHashMap<>();
		this.counts.orderedStream().forEach((count) -> totals.put(count.name(), count.total().getAsLong()));
		json.put("counts", totals);
		json.put("changes", this.configuration.changes(Integer.MAX_VALUE));
		json.put("yaml", this.configuration.yaml());
		return json;
	}

	private Map<String, Object> json(Rules.Status rule) {
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("title", this.settings.masked(RULES, rule.title()));
		json.put("rule", this.settings.masked(RULES, rule.text()));
		json.put("hits", rule.hits());
		if (rule.lastHit() != null) {
			json.put("lastHit", rule.lastHit().toString());
		}
		if (rule.until() != null) {
			json.put("until", rule.until().toString());
		}
		return json;
	}

	private List<Map<String, Object>> exporters() {
		return this.exporters.stream().flatMap((control) -> control.destinations().stream()).map((status) -> {
			Map<String, Object> json = new LinkedHashMap<>();
			json.put("description", status.description());
			json.putAll(ExporterDetails.of(status));
			return json;
		}).toList();
	}

	@WriteOperation
	Map<String, Object> changeAll(@Nullable String properties, @Nullable String duration) {
		return changeAll(properties, duration, JMX);
	}

	@WriteOperation
	Map<String, Object> change(@Selector String key, @Nullable String value, @Nullable String duration) {
		return change(key, value, duration, JMX);
	}

	@DeleteOperation
	Map<String, Object> undo(@Selector String number) {
		return undo(number, JMX);
	}

	boolean isWritable() {
		return this.properties.writable();
	}

	Map<String, Object> changeAll(@Nullable String document, @Nullable String duration, String who) {
		checkWritable();
		Map<String, @Nullable String> values = ChangeDocument.read("properties", (document != null) ? document : "",
				this.changes);
		if (values.isEmpty()) {
			throw new InvalidTracingPropertyException("properties", "", "there is no property in it",
					"Write {\"properties\": \"tracing.sampling.probability: 0.1\"}.");
		}
		return applied(this.changes.apply(values, who, duration(duration)));
	}

	Map<String, Object> change(String key, @Nullable String value, @Nullable String duration, String who) {
		checkWritable();
		return applied(this.changes.apply(Collections.singletonMap(key, value), who, duration(duration)));
	}

	Map<String, Object> undo(String number, String who) {
		checkWritable();
		try {
			this.changes.undo(Integer.parseInt(number), who);
		}
		catch (NumberFormatException ex) {
			throw new InvalidTracingPropertyException("undo", number, "it is not the number of a change",
					"The numbers are in what the endpoint shows as changes.");
		}
		return applied(this.changes.history().get(0));
	}

	private void checkWritable() {
		if (!isWritable()) {
			throw new IllegalStateException(
					"Changes are not allowed. Set tracing.control.writable=true where the application starts.");
		}
	}

	private static @Nullable Duration duration(@Nullable String text) {
		try {
			return (text != null) ? DurationStyle.detectAndParse(text.trim()) : null;
		}
		catch (IllegalArgumentException | ArithmeticException ex) {
			throw new InvalidTracingPropertyException("duration", text, "it is not a duration",
					"Write how long the change lasts, such as 10m or 2h.");
		}
	}

	private Map<String, Object> applied(@Nullable Change change) {
		return Collections.singletonMap("change",
				(change != null) ? this.configuration.json(change, Integer.MAX_VALUE) : null);
	}

}
