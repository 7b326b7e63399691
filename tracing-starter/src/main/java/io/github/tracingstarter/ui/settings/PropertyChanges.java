package io.github.tracingstarter.ui.settings;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import io.github.tracingstarter.configuration.KnownProperty;
import io.github.tracingstarter.configuration.LiveProperty;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/**
 * The properties that can be changed, and the changes since the start.
 */
final class PropertyChanges {

	/**
	 * A comma between elements; those inside of braces or brackets belong to a pattern.
	 */
	private static final Pattern COMMA = Pattern.compile("\\s*,(?![^{]*}|[^\\[]*])\\s*");

	private final Map<String, LiveProperty> properties = new TreeMap<>();

	private final Map<String, String> originals = new LinkedHashMap<>();

	PropertyChanges(List<LiveProperty> properties) {
		for (LiveProperty property : properties) {
			this.properties.put(property.key(), property);
			this.originals.put(property.key(), property.value());
		}
	}

	Collection<String> keys() {
		return this.properties.keySet();
	}

	@Nullable LiveProperty find(String key) {
		return this.properties.get(key);
	}

	/**
	 * The property of a key.
	 * @param key the key
	 * @param value the value it is to have
	 * @return the property
	 * @throws InvalidTracingPropertyException if it cannot be changed
	 */
	LiveProperty get(String key, @Nullable Object value) {
		LiveProperty property = find(key);
		if (property == null) {
			throw new InvalidTracingPropertyException(key, (value != null) ? value : "",
					"this property cannot be changed while the application runs",
					"These can: %s.".formatted(String.join(", ", keys())));
		}
		return property;
	}

	/**
	 * What a property was before it was changed.
	 * @param property the property
	 * @return the value, or null when it has not been changed
	 */
	@Nullable String original(LiveProperty property) {
		String original = this.originals.get(property.key());
		return property.value().equals(original) ? null : original;
	}

	/**
	 * Changes all or none.
	 * @param values the values by key; null for what it was at the start
	 * @throws InvalidTracingPropertyException if one of them cannot be used
	 */
	synchronized void apply(Map<String, @Nullable String> values) {
		Map<LiveProperty, String> changes = new LinkedHashMap<>();
		values.forEach((key, value) -> {
			LiveProperty property = get(key, value);
			String wanted = (value != null) ? value : this.originals.getOrDefault(key, "");
			property.preview(wanted);
			changes.put(property, wanted);
		});
		changes.forEach(LiveProperty::change);
	}

	/**
	 * The changes as they would stand in a YAML file.
	 * @param known what is known of the properties
	 * @return the document, empty when there is no change
	 */
	String yaml(Map<String, KnownProperty> known) {
		Map<String, Object> root = new LinkedHashMap<>();
		for (LiveProperty property : this.properties.values()) {
			if (original(property) != null) {
				String key = property.key();
				put(root, key, typed(known.getOrDefault(key, KnownProperty.undescribed(key)), property.value()));
			}
		}
		if (root.isEmpty()) {
			return "";
		}
		DumperOptions options = new DumperOptions();
		options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
		options.setNonPrintableStyle(DumperOptions.NonPrintableStyle.ESCAPE);
		options.setSplitLines(false);
		options.setIndicatorIndent(2);
		options.setIndentWithIndicator(true);
		return new Yaml(options).dump(root);
	}

	@SuppressWarnings("unchecked")
	private static void put(Map<String, Object> map, String key, Object value) {
		int dot = key.indexOf('.');
		if (dot < 0) {
			map.put(key, value);
		}
		else {
			Object nested = map.computeIfAbsent(key.substring(0, dot), (name) -> new LinkedHashMap<String, Object>());
			put((Map<String, Object>) nested, key.substring(dot + 1), value);
		}
	}

	/**
	 * The value as its type, so that YAML quotes what it has to and nothing else.
	 */
	private static Object typed(KnownProperty property, String value) {
		if (property.isList()) {
			return value.isBlank() ? List.of() : COMMA.splitAsStream(value).toList();
		}
		return switch (property.type()) {
			case "java.lang.Double" -> Double.valueOf(value);
			case "java.lang.Integer", "java.lang.Long" -> Long.valueOf(value);
			case "java.lang.Boolean" -> Boolean.valueOf(value);
			default -> value;
		};
	}

}
