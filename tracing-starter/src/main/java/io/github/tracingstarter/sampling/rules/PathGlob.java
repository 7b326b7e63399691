package io.github.tracingstarter.sampling.rules;

import org.jspecify.annotations.Nullable;

/**
 * A path pattern: {@code *} within a segment, {@code {name}} for a segment, {@code **}
 * for any number of segments. Spring's own is not used, because it is not on the class
 * path of every application, and because its matching allocates objects for each path.
 */
final class PathGlob {

	private final String pattern;

	/** The literal start of each match. */
	private final String literal;

	/** The literal end of each match. */
	private final String end;

	private final boolean exact;

	/** Whether the pattern is just the literal start and everything below it. */
	private final boolean prefix;

	/** Null for any number of segments. */
	private final @Nullable Glob[] segments;

	private PathGlob(String pattern, @Nullable Glob[] segments, boolean variables) {
		this.pattern = pattern;
		this.segments = segments;
		int wildcard = firstWildcard(pattern, variables);
		this.exact = wildcard < 0;
		this.end = pattern.substring(1 + Math.max(Math.max(pattern.lastIndexOf('*'), pattern.lastIndexOf('?')),
				variables ? pattern.lastIndexOf('}') : -1));
		this.prefix = pattern.endsWith("/**") && wildcard == pattern.length() - 2;
		this.literal = this.exact ? pattern
				: pattern.substring(0, this.prefix ? wildcard - 1 : pattern.lastIndexOf('/', wildcard));
	}

	private static int firstWildcard(String pattern, boolean variables) {
		for (int i = 0; i < pattern.length(); i++) {
			char character = pattern.charAt(i);
			if (character == '*' || character == '?' || (variables && character == '{')) {
				return i;
			}
		}
		return -1;
	}

	/**
	 * Creates a pattern for the paths of requests.
	 * @param pattern the pattern, which starts with a slash
	 * @return the pattern
	 */
	static PathGlob ofPaths(String pattern) {
		return new PathGlob(pattern, segments(pattern, true), true);
	}

	/**
	 * Creates a pattern for routes, which have variables themselves.
	 * @param pattern the pattern, which starts with a slash
	 * @return the pattern
	 */
	static PathGlob ofRoutes(String pattern) {
		return new PathGlob(pattern, segments(pattern, false), false);
	}

	private static @Nullable Glob[] segments(String pattern, boolean variables) {
		String[] texts = pattern.substring(1).split("/", -1);
		@Nullable Glob[] segments = new Glob[texts.length];
		for (int i = 0; i < texts.length; i++) {
			String text = texts[i];
			if (!text.equals("**") && !(variables && text.startsWith("{*"))) {
				segments[i] = new Glob(variables ? text.replaceAll("\\{[^}]*}", "?*") : text, true);
			}
		}
		return segments;
	}

	boolean matches(String path) {
		if (!path.startsWith(this.literal)) {
			return false;
		}
		int length = this.literal.length();
		if (this.exact) {
			return path.length() == length;
		}
		if (path.length() > length && path.charAt(length) != '/') {
			return false;
		}
		return this.prefix || (path.endsWith(this.end) && matchesSegments(path));
	}

	/**
	 * Matches the segments. On a mismatch, the last double wildcard takes one more
	 * segment.
	 */
	private boolean matchesSegments(String path) {
		int at = 1;
		int inPattern = 0;
		int wildcard = -1;
		int mark = 1;
		while (at <= path.length()) {
			if (inPattern < this.segments.length && this.segments[inPattern] == null) {
				wildcard = inPattern++;
				mark = at;
				continue;
			}
			int end = endOfSegment(path, at);
			Glob segment = (inPattern < this.segments.length) ? this.segments[inPattern] : null;
			if (segment != null && segment.matches(path, at, end)) {
				inPattern++;
				at = end + 1;
			}
			else if (wildcard >= 0) {
				inPattern = wildcard + 1;
				mark = endOfSegment(path, mark) + 1;
				at = mark;
			}
			else {
				return false;
			}
		}
		while (inPattern < this.segments.length && this.segments[inPattern] == null) {
			inPattern++;
		}
		return inPattern == this.segments.length;
	}

	private static int endOfSegment(String path, int start) {
		int end = path.indexOf('/', start);
		return (end >= 0) ? end : path.length();
	}

	@Override
	public String toString() {
		return this.pattern;
	}

}
