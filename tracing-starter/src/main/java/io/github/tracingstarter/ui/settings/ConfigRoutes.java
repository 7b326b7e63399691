package io.github.tracingstarter.ui.settings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.github.tracingstarter.configuration.KnownProperties;
import io.github.tracingstarter.configuration.KnownProperty;
import io.github.tracingstarter.configuration.LiveProperty;
import io.github.tracingstarter.control.Changes;
import io.github.tracingstarter.control.PropertyText;
import io.github.tracingstarter.report.SupportReport;
import io.github.tracingstarter.report.TracingReport;
import io.github.tracingstarter.support.Instrumentations;
import io.github.tracingstarter.support.Settings;
import io.github.tracingstarter.support.Settings.Setting;
import io.github.tracingstarter.ui.MetaContributor;
import io.github.tracingstarter.ui.UiResponse;
import io.github.tracingstarter.ui.UiRoute;
import io.github.tracingstarter.ui.UiRoutes;
import io.github.tracingstarter.ui.store.TraceStore;
import org.jspecify.annotations.Nullable;

/**
 * Lists the properties and the instrumentations, changes those properties that can be
 * changed, previews the effect, and has the report for an issue.
 */
final class ConfigRoutes implements UiRoutes, MetaContributor {

	private static final String PROBABILITY = "tracing.sampling.probability";

	private static final String THE_PAGE = "the page";

	private final KnownProperties known;

	private final Settings settings;

	private final Changes changes;

	private final Instrumentations instrumentations;

	private final SupportReport report;

	private final RulePreview preview;

	ConfigRoutes(KnownProperties known, Settings settings, Changes changes, Instrumentations instrumentations,
			SupportReport report, TraceStore store) {
		this.known = known;
		this.settings = settings;
		this.changes = changes;
		this.instrumentations = instrumentations;
		this.report = report;
		this.preview = new RulePreview(store);
	}

	@Override
	public List<UiRoute> routes() {
		return List.of(UiRoute.get("/config", (request) -> config()),
				new UiRoute("PATCH", "/config", new JsonHandler(this::change)),
				UiRoute.get("/report", (request) -> UiResponse.json(Map.of("text", this.report.text()))),
				UiRoute.post("/rules/preview", new JsonHandler(this::preview)));
	}

	@Override
	public void contribute(Map<String, Object> meta) {
		LiveProperty probability = this.changes.find(PROBABILITY);
		if (probability != null) {
			meta.put("sampling", Double.valueOf(probability.value()));
		}
	}

	private UiResponse config() {
		Map<String, KnownProperty> all = new TreeMap<>(this.known.all());
		this.changes.keys().forEach((key) -> all.computeIfAbsent(key, KnownProperty::undescribed));
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("items", all.values().stream().map(this::item).toList());
		json.put("instrumentations", this.instrumentations.statuses().stream().map(ConfigRoutes::json).toList());
		json.put("yaml", this.changes.yaml(all));
		return UiResponse.json(json);
	}

	private Map<String, Object> item(KnownProperty property) {
		LiveProperty live = this.changes.find(property.key());
		String original = (live != null) ? this.changes.original(live) : null;
		Setting setting = (live != null && original != null) ? changed(live) : this.settings.find(property);
		Map<String, Object> item = new LinkedHashMap<>();
		item.put("key", property.key());
		item.put("value", (setting != null) ? setting.value() : orEmpty(property.defaultValue()));
		if (property.defaultValue() != null) {
			item.put("default", property.defaultValue());
		}
		item.put("source", (setting != null) ? setting.source() : "default");
		item.put("mutable", live != null);
		item.put("changed", original != null);
		if (original != null) {
			item.put("original", original);
		}
		item.put("description", property.description());
		return item;
	}

	private Setting changed(LiveProperty property) {
		String who = this.changes.who(property.key());
		return new Setting(this.settings.masked(property.key(), property.value()), (who != null) ? who : "a change");
	}

	private static Map<String, Object> json(Instrumentations.Status status) {
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("id", status.id());
		json.put("name", status.name());
		json.put("on", status.on());
		json.put("present", status.present());
		json.put("key", status.key());
		json.put("reason", status.reason());
		json.put("details", status.entries().stream().map(ConfigRoutes::json).toList());
		return json;
	}

	private static Map<String, Object> json(TracingReport.Entry entry) {
		return Map.of("subject", entry.subject(), "traced", entry.traced(), "reason", entry.reason());
	}

	private static String orEmpty(@Nullable String text) {
		return (text != null) ? text : "";
	}

	private UiResponse change(Map<String, Object> body) {
		Map<String, @Nullable String> values = new LinkedHashMap<>();
		body.forEach((key, value) -> values.put(key, PropertyText.of(value)));
		this.changes.apply(values, THE_PAGE);
		return config();
	}

	private UiResponse preview(Map<String, Object> body) {
		String key = orEmpty(PropertyText.of(body.get("key")));
		String value = orEmpty(PropertyText.of(body.get("value")));
		return UiResponse.json(this.preview.of(this.changes.get(key, value).preview(value)));
	}

}
