package io.github.tracingstarter.propagation;

import java.util.Iterator;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import org.jspecify.annotations.Nullable;

/**
 * The {@code traceparent} header:
 * {@code version "-" trace-id "-" parent-id "-" trace-flags}, of which later versions may
 * append more after another dash.
 */
final class TraceParent {

	private static final int TRACE_ID = 3;

	private static final int PARENT_ID = 36;

	private static final int FLAGS = 53;

	private static final int LENGTH = 55;

	/**
	 * The flags that level 2 defines: sampled and random. Other flags must not be passed
	 * on.
	 */
	private static final int KNOWN_FLAGS = 0x03;

	private TraceParent() {
	}

	/**
	 * Returns the value of the header without the surrounding whitespace.
	 * @param lines the lines of the header
	 * @return the value, or null if there is none, more than one, or a malformed one
	 */
	static @Nullable String of(Iterator<String> lines) {
		if (!lines.hasNext()) {
			return null;
		}
		String value = Whitespace.strip(lines.next());
		return (!lines.hasNext() && isValid(value)) ? value : null;
	}

	/**
	 * Returns whether a span context is the one in the header.
	 * @param value a valid value
	 * @param context the span context
	 * @return true if both identifiers are equal
	 */
	static boolean names(String value, SpanContext context) {
		return value.startsWith(context.getTraceId(), TRACE_ID) && value.startsWith(context.getSpanId(), PARENT_ID);
	}

	/**
	 * Returns the span context in the header.
	 * @param value a valid value
	 * @param state the members of {@code tracestate}
	 * @return the span context
	 */
	static SpanContext read(String value, TraceState state) {
		return remote(value.substring(TRACE_ID, PARENT_ID - 1), value.substring(PARENT_ID, FLAGS - 1),
				Integer.parseInt(value, FLAGS, LENGTH, 16), state);
	}

	/**
	 * Returns a span context that conforms to level 2.
	 * @param parent the span context that a propagator read
	 * @param state the members of {@code tracestate}
	 * @return the span context
	 */
	static SpanContext strict(SpanContext parent, TraceState state) {
		return remote(parent.getTraceId(), parent.getSpanId(), parent.getTraceFlags().asByte(), state);
	}

	private static SpanContext remote(String traceId, String spanId, int flags, TraceState state) {
		return SpanContext.createFromRemoteParent(traceId, spanId, TraceFlags.fromByte((byte) (flags & KNOWN_FLAGS)),
				state);
	}

	private static boolean isValid(String value) {
		return value.length() >= LENGTH && isVersionValid(value) && value.charAt(TRACE_ID - 1) == '-'
				&& isId(value, TRACE_ID, PARENT_ID - 1) && value.charAt(PARENT_ID - 1) == '-'
				&& isId(value, PARENT_ID, FLAGS - 1) && value.charAt(FLAGS - 1) == '-' && isHex(value, FLAGS, LENGTH);
	}

	private static boolean isVersionValid(String value) {
		if (!isHex(value, 0, 2) || value.startsWith("ff")) {
			return false;
		}
		return value.length() == LENGTH || (!value.startsWith("00") && value.charAt(LENGTH) == '-');
	}

	private static boolean isId(String value, int start, int end) {
		if (!isHex(value, start, end)) {
			return false;
		}
		for (int i = start; i < end; i++) {
			if (value.charAt(i) != '0') {
				return true;
			}
		}
		return false;
	}

	private static boolean isHex(String value, int start, int end) {
		for (int i = start; i < end; i++) {
			char character = value.charAt(i);
			if ((character < '0' || character > '9') && (character < 'a' || character > 'f')) {
				return false;
			}
		}
		return true;
	}

}
