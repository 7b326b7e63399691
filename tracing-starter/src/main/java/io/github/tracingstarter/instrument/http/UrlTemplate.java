package io.github.tracingstarter.instrument.http;

import org.jspecify.annotations.Nullable;

/**
 * The path of a URI template as used in names and attributes of spans, such as
 * {@code /users/{id}}.
 */
public final class UrlTemplate {

	private static final int PLACES = 256;

	/** A longer template would take more memory than finding its path is worth. */
	private static final int LONGEST = 512;

	/**
	 * The paths of recent templates. Each template has one slot, which it shares with
	 * others, so the memory is bounded. Threads may overwrite each other's entries,
	 * because every entry is correct.
	 */
	private static final @Nullable Path[] paths = new Path[PLACES];

	private UrlTemplate() {
	}

	/**
	 * Returns the path of a template.
	 * @param template the template as the application passed it, or null if none is known
	 * @return the path, or null if there is none, or if the template has no variable,
	 * because it may then be a path put together by hand, with a new name for each call
	 */
	public static @Nullable String path(@Nullable String template) {
		if (template == null || template.indexOf('{') < 0) {
			return null;
		}
		int place = template.hashCode() & (PLACES - 1);
		Path known = paths[place];
		if (known == null || !known.template.equals(template)) {
			known = new Path(template, cut(template));
			if (template.length() <= LONGEST) {
				paths[place] = known;
			}
		}
		return known.path;
	}

	/**
	 * Removes the scheme and authority, which have their own attributes, and the query,
	 * which may contain literal secrets.
	 */
	private static @Nullable String cut(String template) {
		int start = 0;
		int authority = template.indexOf("://");
		if (authority >= 0) {
			start = template.indexOf('/', authority + 3);
			if (start < 0) {
				return null;
			}
		}
		int end = template.length();
		for (int i = start; i < end; i++) {
			char character = template.charAt(i);
			if (character == '?' || character == '#') {
				end = i;
			}
		}
		return (end > start) ? template.substring(start, end) : null;
	}

	private record Path(String template, @Nullable String path) {

	}

}
