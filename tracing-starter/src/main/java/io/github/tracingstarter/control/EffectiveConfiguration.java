package io.github.tracingstarter.control;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.github.tracingstarter.configuration.KnownProperties;
import io.github.tracingstarter.configuration.KnownProperty;
import io.github.tracingstarter.configuration.LiveProperty;
import io.github.tracingstarter.report.TracingReport;
import io.github.tracingstarter.support.Instrumentations;
import io.github.tracingstarter.support.Settings;
import io.github.tracingstarter.support.Settings.Setting;
import org.jspecify.annotations.Nullable;

/**
 * The configuration, and what is traced and why, as shown by the page and the endpoint,
 * with secrets hidden.
 */
public final class EffectiveConfiguration {

	private final KnownProperties known;

	private final Settings settings;

	private final Changes changes;

	private final Instrumentations instrumentations;

	EffectiveConfiguration(KnownProperties known, Settings settings, Changes changes,
			Instrumentations instrumentations) {
		this.known = known;
		this.settings = settings;
		this.changes = changes;
		this.instrumentations = instrumentations;
	}

	/**
	 * Returns all properties, by key.
	 * @return the properties in a form that can be written as JSON
	 */
	public List<Map<String, Object>> properties() {
		return all().values().stream().map(this::property).toList();
	}

	/**
	 * Returns the changes as in a YAML file.
	 * @return the document, empty if there are no changes
	 */
	public String yaml() {
		return this.changes.yaml(all());
	}

	/**
	 * Returns all instrumentations, by name.
	 * @return the instrumentations in a form that can be written as JSON
	 */
	public List<Map<String, Object>> instrumentations() {
		return this.instrumentations.statuses().stream().map(EffectiveConfiguration::json).toList();
	}

	/**
	 * Returns the last changes, the latest first.
	 * @param longest the length at which values are cut
	 * @return the changes in a form that can be written as JSON
	 */
	public List<Map<String, Object>> changes(int longest) {
		return this.changes.history().stream().map((change) -> json(change, longest)).toList();
	}

	/**
	 * Returns a change, with secrets hidden.
	 * @param change the change
	 * @param longest the length at which values are cut
	 * @return the change in a form that can be written as JSON
	 */
	Map<String, Object> json(Change change, int longest) {
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("number", change.number());
		json.put("at", change.at().toString());
		json.put("by", change.who());
		json.put("steps", change.steps().stream().map((step) -> {
			Map<String, Object> changed = new LinkedHashMap<>();
			changed.put("key", step.key());
			changed.put("before", cut(this.settings.masked(step.key(), step.before()), longest));
			changed.put("after", cut(this.settings.masked(step.key(), step.after()), longest));
			return changed;
		}).toList());
		if (change.until() != null) {
			json.put("until", change.until().toString());
		}
		json.put("undoable", change.undoable());
		return json;
	}

	private static String cut(String value, int longest) {
		return (value.length() > longest) ? value.substring(0, longest) + "..." : value;
	}

	private Map<String, KnownProperty> all() {
		Map<String, KnownProperty> all = new TreeMap<>(this.known.all());
		this.changes.keys().forEach((key) -> all.computeIfAbsent(key, KnownProperty::undescribed));
		return all;
	}

	private Map<String, Object> property(KnownProperty property) {
		LiveProperty live = this.changes.find(property.key());
		String original = (live != null) ? this.changes.original(live) : null;
		Setting setting = (live != null && original != null) ? changed(live) : this.settings.find(property);
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("key", property.key());
		json.put("value", (setting != null) ? setting.value() : orEmpty(property.defaultValue()));
		if (property.defaultValue() != null) {
			json.put("default", property.defaultValue());
		}
		json.put("source", (setting != null) ? setting.source() : "default");
		json.put("mutable", live != null);
		json.put("changed", original != null);
		if (original != null) {
			json.put("original", this.settings.masked(property.key(), original));
		}
		if (live != null && this.changes.until(property.key()) != null) {
			json.put("until", String.valueOf(this.changes.until(property.key())));
		}
		json.put("description", property.description());
		return json;
	}

	private Setting changed(LiveProperty property) {
		String who = this.changes.who(property.key());
		return new Setting(this.settings.masked(property.key(), property.value()), (who != null) ? who : "a change");
	}

	private static String orEmpty(@Nullable String text) {
		return (text != null) ? text : "";
	}

	private static Map<String, Object> json(Instrumentations.Status status) {
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("id", status.id());
		json.put("name", status.name());
		json.put("on", status.on());
		json.put("present", status.present());
		json.put("key", status.key());
		json.put("reason", status.reason());
		json.put("details", status.entries().stream().map(EffectiveConfiguration::json).toList());
		return json;
	}

	private static Map<String, Object> json(TracingReport.Entry entry) {
		return Map.of("subject", entry.subject(), "traced", entry.traced(), "reason", entry.reason());
	}

}
