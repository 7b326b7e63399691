package io.github.tracingstarter.propagation;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;

import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.TraceStateBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The {@code tracestate} header: up to 32 members, {@code key "=" value}, over any number
 * of lines. Empty members are skipped; a member that cannot be parsed, or one too many,
 * invalidates all of them. Of several members with the same key, the first, which is the
 * most recent, is kept.
 */
final class TraceStateHeader {

	private static final int MAX_MEMBERS = 32;

	private static final int MAX_LENGTH = 256;

	private TraceStateHeader() {
	}

	static TraceState read(Iterator<String> lines) {
		if (!lines.hasNext()) {
			return TraceState.getDefault();
		}
		List<String> members = new ArrayList<>();
		int count = 0;
		while (lines.hasNext()) {
			String line = lines.next();
			for (int start = 0; start <= line.length();) {
				int comma = line.indexOf(',', start);
				int end = (comma >= 0) ? comma : line.length();
				String member = Whitespace.strip(line.substring(start, end));
				start = end + 1;
				if (member.isEmpty()) {
					continue;
				}
				int equals = member.indexOf('=');
				if (++count > MAX_MEMBERS || equals < 0 || !add(members, member, equals)) {
					return TraceState.getDefault();
				}
			}
		}
		return traceState(members);
	}

	/**
	 * Writes the members as one line.
	 * @param state the members
	 * @return the line, or null if there are no members
	 */
	static @Nullable String write(TraceState state) {
		if (state.isEmpty()) {
			return null;
		}
		StringBuilder line = new StringBuilder();
		state.forEach((key, value) -> line.append(line.isEmpty() ? "" : ",").append(key).append('=').append(value));
		return line.toString();
	}

	private static boolean add(List<String> members, String member, int equals) {
		String key = member.substring(0, equals);
		String value = member.substring(equals + 1);
		if (!isKey(key) || !isValue(value)) {
			return false;
		}
		for (int i = 0; i < members.size(); i += 2) {
			if (members.get(i).equals(key)) {
				return true;
			}
		}
		members.add(key);
		members.add(value);
		return true;
	}

	/**
	 * Returns the library's own trace state if it can hold all members; it rejects some
	 * keys that level 2 allows.
	 */
	private static TraceState traceState(List<String> members) {
		TraceState state = traceState(members, TraceState.builder());
		return (state.size() == members.size() / 2) ? state
				: traceState(members, new Level2TraceState.Builder(new LinkedHashMap<>()));
	}

	private static TraceState traceState(List<String> members, TraceStateBuilder builder) {
		for (int i = members.size() - 2; i >= 0; i -= 2) {
			builder.put(members.get(i), members.get(i + 1));
		}
		return builder.build();
	}

	static boolean isKey(String key) {
		if (key.isEmpty() || key.length() > MAX_LENGTH || !isLowerCaseOrDigit(key.charAt(0))) {
			return false;
		}
		for (int i = 1; i < key.length(); i++) {
			char character = key.charAt(i);
			if (!isLowerCaseOrDigit(character) && "_-*/@".indexOf(character) < 0) {
				return false;
			}
		}
		return true;
	}

	static boolean isValue(String value) {
		if (value.isEmpty() || value.length() > MAX_LENGTH || value.charAt(value.length() - 1) == ' ') {
			return false;
		}
		for (int i = 0; i < value.length(); i++) {
			char character = value.charAt(i);
			if (character < 0x20 || character > 0x7e || character == ',' || character == '=') {
				return false;
			}
		}
		return true;
	}

	private static boolean isLowerCaseOrDigit(char character) {
		return (character >= 'a' && character <= 'z') || (character >= '0' && character <= '9');
	}

}
