package io.github.tracingstarter.control;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import io.github.tracingstarter.configuration.KnownProperty;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * Converts values of properties between text, as in a properties file, and the types of
 * YAML and JSON. A list of objects is represented as YAML text.
 */
public final class PropertyText {

	/**
	 * A comma between elements; commas inside braces or brackets are part of a pattern.
	 */
	private static final Pattern COMMA = Pattern.compile("\\s*,(?![^{]*}|[^\\[]*])\\s*");

	private PropertyText() {
	}

	/**
	 * Returns a value as text.
	 * @param value a string, a number, a boolean, a list or an object
	 * @return the text, or null if there is no value
	 */
	public static @Nullable String of(@Nullable Object value) {
		if (value instanceof Map<?, ?> || (value instanceof Collection<?> elements
				&& elements.stream().anyMatch((element) -> !isScalar(element)))) {
			return flow().dump(value).strip();
		}
		if (value instanceof Collection<?> elements) {
			return String.join(", ", elements.stream().map(String::valueOf).toList());
		}
		return (value != null) ? value.toString() : null;
	}

	private static boolean isScalar(@Nullable Object value) {
		return value != null && !(value instanceof Collection<?>) && !(value instanceof Map<?, ?>);
	}

	/**
	 * Returns the value as its type, so that YAML quotes only what it must.
	 * @param property the metadata of the property
	 * @param text the text
	 * @return the value
	 */
	static Object typed(KnownProperty property, String text) {
		if (text.startsWith("[")) {
			// No path pattern begins like this, so it is a list of objects.
			return reader().load(text);
		}
		if (property.isList()) {
			return text.isBlank() ? List.of() : COMMA.splitAsStream(text).toList();
		}
		try {
			return switch (property.type()) {
				case "java.lang.Double" -> Double.valueOf(text);
				case "java.lang.Integer", "java.lang.Long" -> Long.valueOf(text);
				case "java.lang.Boolean" -> Boolean.valueOf(text);
				default -> text;
			};
		}
		catch (NumberFormatException ex) {
			return text;
		}
	}

	/**
	 * Writes a document in YAML.
	 * @param values the values by key; the keys are nested by their dots
	 * @return the document, empty if there are no values
	 */
	static String yaml(Map<String, Object> values) {
		Map<String, Object> root = new LinkedHashMap<>();
		values.forEach((key, value) -> put(root, key, value));
		return root.isEmpty() ? "" : block().dump(root);
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
	 * Returns a reader of documents that creates only strings, numbers, lists and maps.
	 */
	static Yaml reader() {
		LoaderOptions options = new LoaderOptions();
		options.setAllowDuplicateKeys(false);
		options.setMaxAliasesForCollections(20);
		options.setNestingDepthLimit(20);
		return new Yaml(new SafeConstructor(options));
	}

	private static Yaml block() {
		DumperOptions options = options(DumperOptions.FlowStyle.BLOCK);
		options.setIndicatorIndent(2);
		options.setIndentWithIndicator(true);
		return new Yaml(options);
	}

	private static Yaml flow() {
		DumperOptions options = options(DumperOptions.FlowStyle.FLOW);
		options.setWidth(Integer.MAX_VALUE);
		return new Yaml(options);
	}

	private static DumperOptions options(DumperOptions.FlowStyle style) {
		DumperOptions options = new DumperOptions();
		options.setDefaultFlowStyle(style);
		options.setNonPrintableStyle(DumperOptions.NonPrintableStyle.ESCAPE);
		options.setSplitLines(false);
		return options;
	}

}
