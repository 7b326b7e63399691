package io.github.tracingstarter.ui.store;

import java.util.Collection;
import java.util.function.BiConsumer;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;

/**
 * Estimates the memory of a stored span, on the high side: texts that spans share are
 * counted for each span.
 */
final class SpanSize implements BiConsumer<AttributeKey<?>, Object> {

	/** The bytes of the record, its lists and its attributes without any entries. */
	private static final int SPAN = 240;

	/** The bytes of a record and its attributes without any entries. */
	private static final int EVENT_OR_LINK = 88;

	/** The bytes of two references and a boxed number; keys are shared. */
	private static final int ATTRIBUTE = 32;

	/** The bytes of a text without its characters. */
	private static final int TEXT = 56;

	private long bytes = SPAN;

	private SpanSize() {
	}

	static long of(StoredSpan span) {
		SpanSize size = new SpanSize();
		size.text(span.traceId());
		size.text(span.spanId());
		size.text(span.name());
		size.text(span.statusDescription());
		if (span.parentSpanId() != null) {
			size.text(span.parentSpanId());
		}
		span.attributes().forEach(size);
		span.events().forEach((event) -> size.detail(event.attributes()));
		span.links().forEach((link) -> size.detail(link.attributes()));
		return size.bytes;
	}

	/**
	 * Estimates the memory of the description of a resource, which its spans share.
	 */
	static long ofResource(StoredSpan span) {
		SpanSize size = new SpanSize();
		size.detail(span.resource());
		return size.bytes - SPAN;
	}

	private void detail(Attributes attributes) {
		this.bytes += EVENT_OR_LINK;
		attributes.forEach(this);
	}

	private void text(String text) {
		// Two bytes for each character if the text has any beyond Latin-1.
		this.bytes += TEXT + (isLatin(text) ? text.length() : 2L * text.length());
	}

	private static boolean isLatin(String text) {
		for (int i = 0; i < text.length(); i++) {
			if (text.charAt(i) > 0xFF) {
				return false;
			}
		}
		return true;
	}

	@Override
	public void accept(AttributeKey<?> key, Object value) {
		this.bytes += ATTRIBUTE;
		if (value instanceof String text) {
			text(text);
		}
		else if (value instanceof Collection<?> values) {
			for (Object element : values) {
				this.bytes += 24;
				if (element instanceof String text) {
					text(text);
				}
			}
		}
	}

}
