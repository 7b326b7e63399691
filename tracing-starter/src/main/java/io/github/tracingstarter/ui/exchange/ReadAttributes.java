package io.github.tracingstarter.ui.exchange;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.json.JsonWriter;

/**
 * Attributes that are being read. Lists of one type become arrays. Values that are not
 * possible in attributes become text: bytes in base64, maps and mixed lists as JSON.
 */
final class ReadAttributes {

	/** Maximum number of attributes; further ones are ignored. */
	private static final int MAX_ATTRIBUTES = 1000;

	private static final JsonWriter<Object> JSON = JsonWriter.standard();

	private final AttributesBuilder builder = Attributes.builder();

	private int size;

	/**
	 * Adds an attribute.
	 * @param key the key; without one there is no attribute
	 * @param value a string, boolean, long or double, bytes, or a list or map of these;
	 * null for a value that could not be read
	 */
	void put(String key, @Nullable Object value) {
		if (key.isEmpty() || value == null || this.size == MAX_ATTRIBUTES) {
			return;
		}
		this.size++;
		if (value instanceof String text) {
			this.builder.put(key, text);
		}
		else if (value instanceof Boolean bool) {
			this.builder.put(key, bool);
		}
		else if (value instanceof Long number) {
			this.builder.put(key, number);
		}
		else if (value instanceof Double number) {
			this.builder.put(key, number);
		}
		else if (value instanceof List<?> list) {
			putList(key, list);
		}
		else {
			this.builder.put(key, text(value));
		}
	}

	private void putList(String key, List<?> list) {
		if (all(String.class, list)) {
			this.builder.put(AttributeKey.stringArrayKey(key), list.stream().map(String.class::cast).toList());
		}
		else if (all(Boolean.class, list)) {
			this.builder.put(AttributeKey.booleanArrayKey(key), list.stream().map(Boolean.class::cast).toList());
		}
		else if (all(Long.class, list)) {
			this.builder.put(AttributeKey.longArrayKey(key), list.stream().map(Long.class::cast).toList());
		}
		else if (all(Double.class, list)) {
			this.builder.put(AttributeKey.doubleArrayKey(key), list.stream().map(Double.class::cast).toList());
		}
		else {
			this.builder.put(key, text(list));
		}
	}

	private static boolean all(Class<?> type, List<?> list) {
		return list.stream().allMatch(type::isInstance);
	}

	Attributes build() {
		return this.builder.build();
	}

	/**
	 * Returns a value as text.
	 * @param value the value
	 * @return the text; the value itself if it is a string
	 */
	static String text(Object value) {
		if (value instanceof String text) {
			return text;
		}
		return (value instanceof byte[] bytes) ? Base64.getEncoder().encodeToString(bytes)
				: JSON.writeToString(writable(value));
	}

	private static Object writable(@Nullable Object value) {
		if (value instanceof List<?> list) {
			return list.stream().map(ReadAttributes::writable).toList();
		}
		if (value instanceof Map<?, ?> map) {
			Map<String, Object> members = new LinkedHashMap<>();
			map.forEach((key, member) -> members.put(String.valueOf(key), writable(member)));
			return members;
		}
		if (value instanceof byte[] bytes) {
			return text(bytes);
		}
		if (value instanceof Double number && !Double.isFinite(number)) {
			return number.toString();
		}
		return (value != null) ? value : "";
	}

}
