package io.github.tracingstarter.processor;

import java.util.Collection;
import java.util.function.BiConsumer;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;

/**
 * Estimates the memory that a finished span retains, so that collections of spans can be
 * bounded in bytes: a span with a stack trace weighs as much as twenty without one. The
 * estimate is no less than the encoded size of the span, so it also bounds requests. Runs
 * on the thread that ends the span, so this object is the only allocation.
 */
public final class SpanWeight implements BiConsumer<AttributeKey<?>, Object> {

	/**
	 * The bytes of the SDK's span with its context, clock and map, measured on a heap.
	 */
	private static final int SPAN = 700;

	/** The bytes of a map entry with the header of its value. */
	private static final int ATTRIBUTE = 72;

	private static final int EVENT_OR_LINK = 160;

	/** The number of characters of which one is sampled. */
	private static final int STRIDE = 8;

	private long bytes;

	private SpanWeight() {
	}

	/**
	 * Estimates a span.
	 * @param span the finished span
	 * @return the bytes
	 */
	public static int of(SpanData span) {
		SpanWeight weight = new SpanWeight();
		weight.bytes = SPAN + text(span.getName()) + text(span.getStatus().getDescription());
		span.getAttributes().forEach(weight);
		if (span.getTotalRecordedEvents() > 0) {
			for (EventData event : span.getEvents()) {
				weight.add(event.getAttributes());
			}
		}
		if (span.getTotalRecordedLinks() > 0) {
			span.getLinks().forEach((link) -> weight.add(link.getAttributes()));
		}
		return (int) Math.min(weight.bytes, Integer.MAX_VALUE);
	}

	private void add(Attributes attributes) {
		this.bytes += EVENT_OR_LINK;
		attributes.forEach(this);
	}

	@Override
	public void accept(AttributeKey<?> key, Object value) {
		this.bytes += ATTRIBUTE;
		if (value instanceof String text) {
			this.bytes += text(text);
		}
		else if (value instanceof Collection<?> values) {
			for (Object element : values) {
				this.bytes += 24 + ((element instanceof String text) ? text(text) : 0);
			}
		}
	}

	/**
	 * Estimates the bytes of a text from a sample: three bytes for each character beyond
	 * ASCII, as in UTF-8 for most of them.
	 */
	private static long text(String text) {
		long bytes = text.length();
		for (int i = 0; i < text.length(); i += STRIDE) {
			if (text.charAt(i) > 0x7F) {
				bytes += 2 * STRIDE;
			}
		}
		return bytes;
	}

}
