package io.github.tracingstarter.otlp;

import io.opentelemetry.api.common.AttributeKey;
import org.jspecify.annotations.Nullable;

/**
 * Encoded attributes whose text is often the same object: the statement, table and
 * database of a query, or the route and method of a request. Copying an array is faster
 * than encoding each character, and touches less memory.
 * <p>
 * Each attribute has one slot, which it shares with others. Threads may overwrite each
 * other's entries, because every entry is correct.
 */
final class RecurringAttributes {

	private static final int PLACES = 1024;

	/** With this length, all entries take at most 1 MB. */
	private static final int LONGEST = 512;

	private static final @Nullable Entry[] ENTRIES = new Entry[PLACES];

	private RecurringAttributes() {
	}

	/**
	 * Finds an attribute.
	 * @param tag the tag with which the attribute is written
	 * @param key the key
	 * @param text the value
	 * @return the whole field, or null if it is not known
	 */
	static byte @Nullable [] find(int tag, AttributeKey<?> key, String text) {
		Entry entry = ENTRIES[place(key, text)];
		return (entry != null && entry.text == text && entry.key == key && entry.tag == tag) ? entry.encoded : null;
	}

	/**
	 * Returns whether an attribute may be kept.
	 * @param text its value
	 * @return whether it is short enough
	 */
	static boolean isKept(String text) {
		return text.length() <= LONGEST;
	}

	static void keep(int tag, AttributeKey<?> key, String text, byte[] encoded) {
		ENTRIES[place(key, text)] = new Entry(tag, key, text, encoded);
	}

	/**
	 * Returns the slot. It depends on the length of the text, because a hash code would
	 * have to be computed for new texts.
	 */
	private static int place(AttributeKey<?> key, String text) {
		return (key.hashCode() * 31 + text.length()) & (PLACES - 1);
	}

	private record Entry(int tag, AttributeKey<?> key, String text, byte[] encoded) {

	}

}
