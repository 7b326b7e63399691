package io.github.tracingstarter.instrument;

import org.jspecify.annotations.Nullable;

/**
 * The names of spans, a method and a pattern such as {@code GET /users/{id}},
 * concatenated once and not for each request.
 * <p>
 * Each name has one slot, which it shares with others. Threads may overwrite each other's
 * entries, because every entry is correct. So the memory is bounded even if an
 * application creates patterns at run time.
 */
public final class SpanNames {

	private static final int PLACES = 256;

	/** A longer one would take more memory here than its joining is worth. */
	private static final int LONGEST = 512;

	private final @Nullable Entry[] entries = new Entry[PLACES];

	/**
	 * The name of a span.
	 * @param method the method, or what stands for it
	 * @param pattern the route or URI template
	 * @return both with a space between
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
	 * The name of the span of a method.
	 * @param type the class
	 * @param method the name of its method
	 * @return both, also where the class has no simple name because it is anonymous
	 */
	public static String ofMethod(Class<?> type, String method) {
		String name = type.getSimpleName();
		return (name.isEmpty() ? type.getName().substring(type.getName().lastIndexOf('.') + 1) : name) + "." + method;
	}

}
