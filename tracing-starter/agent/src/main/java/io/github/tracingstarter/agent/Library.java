package io.github.tracingstarter.agent;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A library, according to the name of its file.
 *
 * @param artifact the artifact
 * @param version the version
 */
record Library(String artifact, String version) {

	private static final Pattern FILE = Pattern.compile("(?<artifact>.+?)-(?<version>\\d[^/]*)\\.jar");

	/**
	 * Parses the name of a file.
	 * @param name the name, without a folder
	 * @return the library, or null if the name has a different form
	 */
	static @Nullable Library of(String name) {
		Matcher matcher = FILE.matcher(name);
		return matcher.matches() ? new Library(matcher.group("artifact"), matcher.group("version")) : null;
	}

	/**
	 * Returns the first part of the version, or -1.
	 */
	int major() {
		return part(0);
	}

	/**
	 * Returns the second part of the version, or -1.
	 */
	int minor() {
		return part(1);
	}

	private int part(int index) {
		String[] parts = this.version.split("[.-]");
		return (parts.length > index && parts[index].matches("\\d{1,9}")) ? Integer.parseInt(parts[index]) : -1;
	}

	/**
	 * Returns whether this version may lack methods that code for another version calls.
	 */
	boolean isOlderThan(Library other) {
		return (major() != other.major()) ? major() < other.major() : minor() < other.minor();
	}

	/**
	 * Returns the family of libraries that must have the same version, or the artifact
	 * itself if it has none.
	 */
	String family() {
		if (this.artifact.startsWith("micrometer-tracing")) {
			return "micrometer-tracing";
		}
		if (this.artifact.startsWith("micrometer-")) {
			return "micrometer";
		}
		if (this.artifact.startsWith("opentelemetry-") && !this.artifact.startsWith("opentelemetry-semconv")
				&& !this.artifact.startsWith("opentelemetry-instrumentation")) {
			return "opentelemetry";
		}
		return this.artifact;
	}

	@Override
	public String toString() {
		return this.artifact + " " + this.version;
	}

}
