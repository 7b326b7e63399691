package io.github.tracingstarter.export;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.BiConsumer;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.KeyValue;
import io.opentelemetry.api.common.Value;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of the fields that OTLP 1.x gives to a trace, and how its attributes are
 * written (opentelemetry-proto, {@code trace.proto}, {@code common.proto},
 * {@code resource.proto}).
 */
final class Otlp {

	static final int REQUEST_RESOURCE_SPANS = 1;

	static final int RESOURCE_SPANS_RESOURCE = 1;

	static final int RESOURCE_SPANS_SCOPE_SPANS = 2;

	static final int RESOURCE_SPANS_SCHEMA_URL = 3;

	static final int RESOURCE_ATTRIBUTES = 1;

	static final int SCOPE_SPANS_SCOPE = 1;

	static final int SCOPE_SPANS_SPAN = 2;

	static final int SCOPE_SPANS_SCHEMA_URL = 3;

	static final int SCOPE_NAME = 1;

	static final int SCOPE_VERSION = 2;

	static final int SCOPE_ATTRIBUTES = 3;

	static final int RESPONSE_PARTIAL_SUCCESS = 1;

	static final int PARTIAL_SUCCESS_REJECTED_SPANS = 1;

	static final int PARTIAL_SUCCESS_ERROR_MESSAGE = 2;

	/**
	 * These and the next are Google's: {@code status.proto}, {@code any.proto} and so on.
	 */
	static final int STATUS_MESSAGE = 2;

	static final int STATUS_DETAILS = 3;

	static final int ANY_TYPE_URL = 1;

	static final int ANY_VALUE = 2;

	static final int RETRY_INFO_DELAY = 1;

	static final int DURATION_SECONDS = 1;

	static final int DURATION_NANOS = 2;

	private static final int KEY = 1;

	private static final int VALUE = 2;

	private static final int STRING = 1;

	private static final int BOOL = 2;

	private static final int INT = 3;

	private static final int DOUBLE = 4;

	private static final int ARRAY = 5;

	private static final int KEY_VALUE_LIST = 6;

	private static final int BYTES = 7;

	/** The one field of a list, {@code ArrayValue} or {@code KeyValueList}. */
	private static final int VALUES = 1;

	private static final int LONGEST_KEPT_KEY = 128;

	/**
	 * Keys are constants nearly always. A key has one place here, which it shares with
	 * others; threads may overwrite each other's entries, as each is right.
	 */
	private static final @Nullable EncodedKey[] KEYS = new EncodedKey[512];

	private Otlp() {
	}

	static void attributes(ProtoBuffer buffer, int field, Attributes attributes) {
		attributes(buffer, field, attributes, false);
	}

	/**
	 * Writes attributes.
	 * @param buffer where to
	 * @param field the number of the field
	 * @param attributes the attributes
	 * @param keep whether to keep what was not known, in case it recurs; to be true now
	 * and then, since most of what is not known does not
	 */
	static void attributes(ProtoBuffer buffer, int field, Attributes attributes, boolean keep) {
		attributes.forEach(new AttributeWriter(buffer, field, keep));
	}

	/**
	 * Writes an {@code AnyValue}.
	 */
	private static void value(ProtoBuffer buffer, int field, Object value) {
		int start = buffer.begin(field);
		if (value instanceof String text) {
			buffer.string(STRING, text);
		}
		else if (value instanceof Long number) {
			buffer.uint64(INT, number);
		}
		else if (value instanceof Boolean bool) {
			buffer.bool(BOOL, bool);
		}
		else if (value instanceof Double number) {
			buffer.fixed64(DOUBLE, Double.doubleToRawLongBits(number));
		}
		else if (value instanceof List<?> list) {
			list(buffer, list);
		}
		else if (value instanceof Value<?> structured) {
			structured(buffer, structured);
		}
		buffer.end(start);
	}

	private static void list(ProtoBuffer buffer, List<?> list) {
		int start = buffer.begin(ARRAY);
		for (Object element : list) {
			value(buffer, VALUES, element);
		}
		buffer.end(start);
	}

	private static void structured(ProtoBuffer buffer, Value<?> value) {
		Object content = value.getValue();
		switch (value.getType()) {
			case STRING -> buffer.string(STRING, (String) content);
			case BOOLEAN -> buffer.bool(BOOL, (Boolean) content);
			case LONG -> buffer.uint64(INT, (Long) content);
			case DOUBLE -> buffer.fixed64(DOUBLE, Double.doubleToRawLongBits((Double) content));
			case BYTES -> buffer.bytes(BYTES, copy((ByteBuffer) content));
			case ARRAY -> list(buffer, (List<?>) content);
			case KEY_VALUE_LIST -> keyValues(buffer, (List<?>) content);
			default -> {
				// Empty: a value without any field.
			}
		}
	}

	private static void keyValues(ProtoBuffer buffer, List<?> list) {
		int start = buffer.begin(KEY_VALUE_LIST);
		for (Object element : list) {
			KeyValue keyValue = (KeyValue) element;
			attribute(buffer, VALUES, keyValue.getKey(), keyValue.getValue());
		}
		buffer.end(start);
	}

	private static void attribute(ProtoBuffer buffer, int field, String key, Object value) {
		int start = buffer.begin(field);
		buffer.string(KEY, key);
		value(buffer, VALUE, value);
		buffer.end(start);
	}

	private static byte[] encodedKey(AttributeKey<?> key) {
		int slot = key.hashCode() & (KEYS.length - 1);
		EncodedKey known = KEYS[slot];
		if (known == null || known.key() != key) {
			ProtoBuffer buffer = new ProtoBuffer();
			buffer.string(KEY, key.getKey());
			known = new EncodedKey(key, buffer.toByteArray());
			if (known.field().length <= LONGEST_KEPT_KEY) {
				KEYS[slot] = known;
			}
		}
		return known.field();
	}

	private static byte[] copy(ByteBuffer source) {
		byte[] bytes = new byte[source.remaining()];
		source.duplicate().get(bytes);
		return bytes;
	}

	/**
	 * An object and no lambda, as the parameters cannot be captured for nothing.
	 */
	private record AttributeWriter(ProtoBuffer buffer, int field,
			boolean keep) implements BiConsumer<AttributeKey<?>, Object> {

		@Override
		public void accept(AttributeKey<?> key, Object value) {
			if (value instanceof String text) {
				text(key, text);
				return;
			}
			int start = this.buffer.begin(this.field);
			this.buffer.raw(encodedKey(key));
			value(this.buffer, VALUE, value);
			this.buffer.end(start);
		}

		private void text(AttributeKey<?> key, String text) {
			byte[] known = RecurringAttributes.find(this.field, key, text);
			if (known != null) {
				this.buffer.raw(known);
				return;
			}
			int start = this.buffer.size();
			this.buffer.nestedString(this.field, encodedKey(key), VALUE, STRING, text);
			if (this.keep && RecurringAttributes.isKept(text)) {
				RecurringAttributes.keep(this.field, key, text, this.buffer.copyFrom(start));
			}
		}

	}

	private record EncodedKey(AttributeKey<?> key, byte[] field) {

	}

}
