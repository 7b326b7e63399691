package io.github.tracingstarter.ui.exchange;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A {@code KeyValue} of OTLP in protobuf, which is an attribute or a member of a map.
 *
 * @param key the key, empty if there is none
 * @param value text, a boolean, long or double, bytes, or a list or map of such; null if
 * there is none
 */
record OtlpKeyValue(String key, @Nullable Object value) {

	/** Of values inside values. */
	private static final int MAX_DEPTH = 32;

	private static final int KEY = 1 << 3 | WireReader.LENGTH_DELIMITED;

	private static final int VALUE = 2 << 3 | WireReader.LENGTH_DELIMITED;

	private static final int STRING_VALUE = 1 << 3 | WireReader.LENGTH_DELIMITED;

	private static final int BOOL_VALUE = 2 << 3 | WireReader.VARINT;

	private static final int INT_VALUE = 3 << 3 | WireReader.VARINT;

	private static final int DOUBLE_VALUE = 4 << 3 | WireReader.FIXED64;

	private static final int ARRAY_VALUE = 5 << 3 | WireReader.LENGTH_DELIMITED;

	private static final int KVLIST_VALUE = 6 << 3 | WireReader.LENGTH_DELIMITED;

	private static final int BYTES_VALUE = 7 << 3 | WireReader.LENGTH_DELIMITED;

	private static final int MEMBER = 1 << 3 | WireReader.LENGTH_DELIMITED;

	static OtlpKeyValue read(WireReader reader) {
		return read(reader, 0);
	}

	private static OtlpKeyValue read(WireReader reader, int depth) {
		String key = "";
		Object value = null;
		while (reader.next()) {
			switch (reader.tag()) {
				case KEY -> key = reader.string();
				case VALUE -> value = value(reader.message(), depth);
				default -> reader.skip();
			}
		}
		return new OtlpKeyValue(key, value);
	}

	private static @Nullable Object value(WireReader reader, int depth) {
		if (depth > MAX_DEPTH) {
			throw new MalformedException("An attribute has values inside values beyond a depth of " + MAX_DEPTH + ".");
		}
		Object value = null;
		while (reader.next()) {
			switch (reader.tag()) {
				case STRING_VALUE -> value = reader.string();
				case BOOL_VALUE -> value = reader.varint() != 0;
				case INT_VALUE -> value = reader.varint();
				case DOUBLE_VALUE -> value = Double.longBitsToDouble(reader.fixed64());
				case ARRAY_VALUE -> value = list(reader.message(), depth);
				case KVLIST_VALUE -> value = map(reader.message(), depth);
				case BYTES_VALUE -> value = reader.bytes();
				default -> reader.skip();
			}
		}
		return value;
	}

	private static List<@Nullable Object> list(WireReader reader, int depth) {
		List<@Nullable Object> list = new ArrayList<>();
		while (reader.next()) {
			if (reader.tag() == MEMBER) {
				list.add(value(reader.message(), depth + 1));
			}
			else {
				reader.skip();
			}
		}
		return list;
	}

	private static Map<String, @Nullable Object> map(WireReader reader, int depth) {
		Map<String, @Nullable Object> map = new LinkedHashMap<>();
		while (reader.next()) {
			if (reader.tag() == MEMBER) {
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
