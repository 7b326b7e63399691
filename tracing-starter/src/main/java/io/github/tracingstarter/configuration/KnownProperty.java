package io.github.tracingstarter.configuration;

import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * A property of the starter.
 *
 * @param key the key
 * @param type its Java type
 * @param description what it is for
 * @param defaultValue its default as in a properties file, or null
 */
public record KnownProperty(String key, String type, String description, @Nullable String defaultValue) {

	/**
	 * Creates a property of which only the key is known.
	 * @param key the key
	 * @return the property
	 */
	public static KnownProperty undescribed(String key) {
		return new KnownProperty(key, "java.lang.String", "", null);
	}

	static KnownProperty of(Map<?, ?> item) {
		String type = text(item.get("type"));
		return new KnownProperty(text(item.get("name")), type, text(item.get("description")),
				defaultValue(type, item.get("defaultValue")));
	}

	private static String text(@Nullable Object value) {
		return (value != null) ? value.toString() : "";
	}

	/**
	 * Returns the default as text. A number may have lost its decimals, and a list may be
	 * in brackets.
	 */
	private static @Nullable String defaultValue(String type, @Nullable Object value) {
		if (value instanceof Collection<?> elements) {
			return elements.stream().map(String::valueOf).collect(Collectors.joining(", "));
		}
		if (value instanceof Number number && type.equals("java.lang.Double")) {
			return Double.toString(number.doubleValue());
		}
		String text = text(value);
		if (text.startsWith("[") && isList(type)) {
			return text.substring(1, text.length() - 1);
		}
		return (value != null) ? text : null;
	}

	/**
	 * Returns whether the property has several values.
	 * @return whether it is a list or a set
	 */
	public boolean isList() {
		return isList(this.type);
	}

	private static boolean isList(String type) {
		return type.startsWith("java.util.List<") || type.startsWith("java.util.Set<");
	}

	/**
	 * Returns whether anything can follow its key.
	 * @return whether it is a map
	 */
	public boolean isMap() {
		return this.type.startsWith("java.util.Map<");
	}

}
