package io.github.tracingstarter.instrument;

import org.jspecify.annotations.Nullable;

/**
 * Span names such as {@code GET /users/{id}}, a method and a pattern that are
 * concatenated once rather than for each request.
 * <p>
 * Each name has one slot, which it shares with others, so the memory is bounded even if
 * an application creates patterns at run time. Threads may overwrite each other's
 * entries, because every entry is correct.
 */
public final class SpanNames {

	private static final int PLACES = 256;

	/** A longer name would take more memory than saving its concatenation is worth. */
	private static final int LONGEST = 512;

	private final @Nullable Entry[] entries = new Entry[PLACES];

	/**
	 * Returns the name of a span.
	 * @param method the method, or the word used instead of it
	 * @param pattern the route or URI template
	 * @return both, separated by a space
	 */
	public String of(String method, String pattern) {
		int place = (31 * method.hashCode() + pattern.hashCode()) & (PLACES - 1);
		Entry known = this.entries[place];
		if (known != null && known.pattern.equals(pattern) && known.method.equals(method)) {
			return known.name;
		}
		String name = method + ' ' + pattern;
		if (name.length() <= LONGEST) {
			this.entries[place] = new Entry(method, pattern, name);
		}
		return name;
	}

	private record Entry(String method, String pattern, String name) {

	}

	/**
	 * Returns the name of the span of a method.
	 * @param type the class
	 * @param method the name of its method
	 * @return both, even if the class is anonymous and so has no simple name
	 */
	public static String ofMethod(Class<?> type, String method) {
		String name = type.getSimpleName();
		return (name.isEmpty() ? type.getName().substring(type.getName().lastIndexOf('.') + 1) : name) + "." + method;
	}

}
