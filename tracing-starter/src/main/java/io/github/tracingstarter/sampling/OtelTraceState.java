package io.github.tracingstarter.sampling;

import java.util.HexFormat;
import java.util.StringJoiner;

import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.TraceStateBuilder;
import org.jspecify.annotations.Nullable;

/**
 * OpenTelemetry's member of {@code tracestate}: {@code ot=th:8;rv:0123456789abcd}, where
 * {@code th} is the threshold of the decision by probability and {@code rv} the random
 * number of the trace, if that is not taken from its id. Other keys are kept.
 */
final class OtelTraceState {

	static final int RANDOM_BITS = 56;

	private static final String MEMBER = "ot";

	private static final String THRESHOLD = "th:";

	private static final String RANDOM_VALUE = "rv:";

	private static final int DIGITS = 14;

	private static final int MAX_MEMBERS = 32;

	private static final int MAX_LENGTH = 256;

	private OtelTraceState() {
	}

	/**
	 * Returns the random number of a trace: the one in its state, or else the end of its
	 * id.
	 * @param traceId the trace id in hex
	 * @param state the state
	 * @return the number, of 56 bits
	 */
	static long randomness(String traceId, TraceState state) {
		String value = state.isEmpty() ? null : state.get(MEMBER);
		if (value != null) {
			long explicit = randomValue(value);
			if (explicit >= 0) {
				return explicit;
			}
		}
		return number(traceId, traceId.length() - DIGITS);
	}

	private static long randomValue(String value) {
		long number = -1;
		for (int start = 0; start < value.length();) {
			int end = end(value, start);
			if (value.startsWith(RANDOM_VALUE, start)) {
				int digits = start + RANDOM_VALUE.length();
				number = (end - digits == DIGITS) ? number(value, digits) : -1;
			}
			start = end + 1;
		}
		return number;
	}

	/**
	 * Reads fourteen hexadecimal digits.
	 * @return the number, or a negative number if the text is not lower-case digits
	 */
	private static long number(String text, int start) {
		long number = 0;
		for (int i = start; i < start + DIGITS; i++) {
			char digit = text.charAt(i);
			int value = (digit <= '9') ? digit - '0' : digit - 'a' + 10;
			if (value < 0 || value > 15 || (digit > '9' && digit < 'a')) {
				return -1;
			}
			number = (number << 4) | value;
		}
		return number;
	}

	/**
	 * Returns whether a state has a threshold.
	 * @param state the state
	 * @return whether it has one, valid or not
	 */
	static boolean hasThreshold(TraceState state) {
		String value = state.isEmpty() ? null : state.get(MEMBER);
		return value != null && (value.startsWith(THRESHOLD) || value.contains(';' + THRESHOLD));
	}

	/**
	 * Returns a state with another threshold.
	 * @param state the state
	 * @param threshold the threshold in hex, or an empty string for none
	 * @return the state, which is the same object if nothing changes
	 */
	static TraceState with(TraceState state, String threshold) {
		String old = state.get(MEMBER);
		if (threshold.isEmpty() && !hasThreshold(state)) {
			return state;
		}
		String value = value(old, threshold);
		TraceStateBuilder builder = state.toBuilder();
		if (value.isEmpty()) {
			return builder.remove(MEMBER).build();
		}
		if (old == null && state.size() >= MAX_MEMBERS) {
			builder.remove(last(state));
		}
		return builder.put(MEMBER, value).build();
	}

	/**
	 * Returns the member with another threshold. A member that would become too long for
	 * the header gets none, because an unknown threshold is better than a wrong one.
	 */
	private static String value(@Nullable String old, String threshold) {
		StringJoiner rest = new StringJoiner(";");
		if (old != null) {
			for (int start = 0; start < old.length();) {
				int end = end(old, start);
				if (end > start && !old.startsWith(THRESHOLD, start)) {
					rest.add(old.substring(start, end));
				}
				start = end + 1;
			}
		}
		String others = rest.toString();
		if (threshold.isEmpty()) {
			return others;
		}
		String value = THRESHOLD + threshold + (others.isEmpty() ? "" : ';' + others);
		return (value.length() <= MAX_LENGTH) ? value : others;
	}

	private static int end(String value, int start) {
		int semicolon = value.indexOf(';', start);
		return (semicolon >= 0) ? semicolon : value.length();
	}

	private static String last(TraceState state) {
		String[] last = { "" };
		state.forEach((key, value) -> last[0] = key);
		return last[0];
	}

	/**
	 * Returns a threshold in hex without trailing zeros.
	 * @param threshold the threshold, of 56 bits
	 * @return the digits, or an empty string if the threshold does not fit, because no
	 * number reaches it
	 */
	static String hex(long threshold) {
		if (threshold == 0) {
			return "0";
		}
		if (threshold >>> RANDOM_BITS != 0) {
			return "";
		}
		String digits = HexFormat.of().toHexDigits(threshold, DIGITS);
		int end = digits.length();
		while (digits.charAt(end - 1) == '0') {
			end--;
		}
		return digits.substring(0, end);
	}

}
