package io.github.tracingstarter.otlp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A {@code KeyValue} of OTLP in protobuf, which is an attribute or a member of a map.
 *
 * @param key the key, empty if there is none
 * @param value a string, boolean, long or double, bytes, or a list or map of these; null
 * if there is none
 */
public record OtlpKeyValue(String key, @Nullable Object value) {

	/** Maximum depth of nested values. */
	private static final int MAX_DEPTH = 32;

	/**
	 * Reads an attribute.
	 * @param reader the message
	 * @return the key and value
	 */
	public static OtlpKeyValue read(ProtobufReader reader) {
		return read(reader, 0);
	}

	/**
	 * Reads an {@code AnyValue}.
	 * @param reader the message
	 * @return the value, as in {@link #value()}
	 */
	public static @Nullable Object readValue(ProtobufReader reader) {
		return value(reader, 0);
	}

	private static OtlpKeyValue read(ProtobufReader reader, int depth) {
		String key = "";
		Object value = null;
		while (reader.next()) {
			switch (reader.tag()) {
				case OtlpFields.KEY -> key = reader.string();
				case OtlpFields.VALUE -> value = value(reader.message(), depth);
				default -> reader.skip();
			}
		}
		return new OtlpKeyValue(key, value);
	}

	private static @Nullable Object value(ProtobufReader reader, int depth) {
		if (depth > MAX_DEPTH) {
			throw new MalformedException("An attribute value is nested deeper than " + MAX_DEPTH + " levels.");
		}
		Object value = null;
		while (reader.next()) {
			switch (reader.tag()) {
				case OtlpFields.STRING_VALUE -> value = reader.string();
				case OtlpFields.BOOL_VALUE -> value = reader.varint() != 0;
				case OtlpFields.INT_VALUE -> value = reader.varint();
				case OtlpFields.DOUBLE_VALUE -> value = Double.longBitsToDouble(reader.fixed64());
				case OtlpFields.ARRAY_VALUE -> value = list(reader.message(), depth);
				case OtlpFields.KVLIST_VALUE -> value = map(reader.message(), depth);
				case OtlpFields.BYTES_VALUE -> value = reader.bytes();
				default -> reader.skip();
			}
		}
		return value;
	}

	private static List<@Nullable Object> list(ProtobufReader reader, int depth) {
		List<@Nullable Object> list = new ArrayList<>();
		while (reader.next()) {
			if (reader.tag() == OtlpFields.LIST_VALUE) {
				list.add(value(reader.message(), depth + 1));
			}
			else {
				reader.skip();
			}
		}
		return list;
	}

	private static Map<String, @Nullable Object> map(ProtobufReader reader, int depth) {
		Map<String, @Nullable Object> map = new LinkedHashMap<>();
		while (reader.next()) {
			if (reader.tag() == OtlpFields.LIST_VALUE) {
				OtlpKeyValue member = read(reader.message(), depth + 1);
				map.put(member.key, member.value);
			}
			else {
				reader.skip();
			}
		}
		return map;
	}

}
