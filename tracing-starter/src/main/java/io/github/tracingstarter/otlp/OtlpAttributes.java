package io.github.tracingstarter.otlp;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.BiConsumer;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.KeyValue;
import io.opentelemetry.api.common.Value;
import org.jspecify.annotations.Nullable;

/**
 * Writes the attributes of all kinds of OTLP records.
 */
final class OtlpAttributes {

	private static final int LONGEST_KEPT_KEY = 128;

	/**
	 * The encoded keys, because nearly all keys are constants. Each key has one slot,
	 * which it shares with others. Threads may overwrite each other's entries, because
	 * every entry is correct.
	 */
	private static final @Nullable EncodedKey[] KEYS = new EncodedKey[512];

	private OtlpAttributes() {
	}

	static void write(ProtobufWriter buffer, int tag, Attributes attributes) {
		write(buffer, tag, attributes, false);
	}

	/**
	 * Writes attributes.
	 * @param buffer the buffer to write to
	 * @param tag the tag of each attribute
	 * @param attributes the attributes
	 * @param keep whether to keep new attributes in case they recur; should be true only
	 * occasionally, because most do not
	 */
	static void write(ProtobufWriter buffer, int tag, Attributes attributes, boolean keep) {
		attributes.forEach(new AttributeWriter(buffer, tag, keep));
	}

	/**
	 * Writes an {@code AnyValue}.
	 */
	static void value(ProtobufWriter buffer, int tag, Object value) {
		int start = buffer.begin(tag);
		if (value instanceof String text) {
			buffer.string(OtlpFields.STRING_VALUE, text);
		}
		else if (value instanceof Long number) {
			buffer.uint64(OtlpFields.INT_VALUE, number);
		}
		else if (value instanceof Boolean bool) {
			buffer.bool(OtlpFields.BOOL_VALUE, bool);
		}
		else if (value instanceof Double number) {
			buffer.fixed64(OtlpFields.DOUBLE_VALUE, Double.doubleToRawLongBits(number));
		}
		else if (value instanceof List<?> list) {
			list(buffer, list);
		}
		else if (value instanceof Value<?> structured) {
			structured(buffer, structured);
		}
		buffer.end(start);
	}

	private static void list(ProtobufWriter buffer, List<?> list) {
		int start = buffer.begin(OtlpFields.ARRAY_VALUE);
		for (Object element : list) {
			value(buffer, OtlpFields.LIST_VALUE, element);
		}
		buffer.end(start);
	}

	private static void structured(ProtobufWriter buffer, Value<?> value) {
		Object content = value.getValue();
		switch (value.getType()) {
			case STRING -> buffer.string(OtlpFields.STRING_VALUE, (String) content);
			case BOOLEAN -> buffer.bool(OtlpFields.BOOL_VALUE, (Boolean) content);
			case LONG -> buffer.uint64(OtlpFields.INT_VALUE, (Long) content);
			case DOUBLE -> buffer.fixed64(OtlpFields.DOUBLE_VALUE, Double.doubleToRawLongBits((Double) content));
			case BYTES -> buffer.bytes(OtlpFields.BYTES_VALUE, copy((ByteBuffer) content));
			case ARRAY -> list(buffer, (List<?>) content);
			case KEY_VALUE_LIST -> keyValues(buffer, (List<?>) content);
			default -> {
				// Empty, which is a value without any fields.
			}
		}
	}

	private static void keyValues(ProtobufWriter buffer, List<?> list) {
		int start = buffer.begin(OtlpFields.KVLIST_VALUE);
		for (Object element : list) {
			KeyValue keyValue = (KeyValue) element;
			attribute(buffer, OtlpFields.LIST_VALUE, keyValue.getKey(), keyValue.getValue());
		}
		buffer.end(start);
	}

	private static void attribute(ProtobufWriter buffer, int tag, String key, Object value) {
		int start = buffer.begin(tag);
		buffer.string(OtlpFields.KEY, key);
		value(buffer, OtlpFields.VALUE, value);
		buffer.end(start);
	}

	private static byte[] encodedKey(AttributeKey<?> key) {
		int slot = key.hashCode() & (KEYS.length - 1);
		EncodedKey known = KEYS[slot];
		if (known == null || known.key() != key) {
			ProtobufWriter buffer = new ProtobufWriter();
			buffer.string(OtlpFields.KEY, key.getKey());
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
	 * Not a lambda, because it would capture each parameter.
	 */
	private record AttributeWriter(ProtobufWriter buffer, int tag,
			boolean keep) implements BiConsumer<AttributeKey<?>, Object> {

		@Override
		public void accept(AttributeKey<?> key, Object value) {
			if (value instanceof String text) {
				text(key, text);
				return;
			}
			int start = this.buffer.begin(this.tag);
			this.buffer.raw(encodedKey(key));
			value(this.buffer, OtlpFields.VALUE, value);
			this.buffer.end(start);
		}

		private void text(AttributeKey<?> key, String text) {
			byte[] known = RecurringAttributes.find(this.tag, key, text);
			if (known != null) {
				this.buffer.raw(known);
				return;
			}
			int start = this.buffer.size();
			this.buffer.nestedString(this.tag, encodedKey(key), OtlpFields.VALUE, OtlpFields.STRING_VALUE, text);
			if (this.keep && RecurringAttributes.isKept(text)) {
				RecurringAttributes.keep(this.tag, key, text, this.buffer.copyFrom(start));
			}
		}

	}

	private record EncodedKey(AttributeKey<?> key, byte[] field) {

	}

}
