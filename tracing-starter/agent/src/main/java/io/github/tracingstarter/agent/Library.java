package io.github.tracingstarter.agent;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A library, as the name of its file tells.
 *
 * @param artifact the artifact
 * @param version the version
 */
record Library(String artifact, String version) {

	private static final Pattern FILE = Pattern.compile("(?<artifact>.+?)-(?<version>\\d[^/]*)\\.jar");

	/**
	 * Reads the name of a file.
	 * @param name the name, without a folder
	 * @return the library, or null if it is called otherwise
	 */
	static @Nullable Library of(String name) {
		Matcher matcher = FILE.matcher(name);
		return matcher.matches() ? new Library(matcher.group("artifact"), matcher.group("version")) : null;
	}

	/**
	 * The first part of the version, or -1.
	 */
	int major() {
		return part(0);
	}

	/**
	 * The second part of the version, or -1.
	 */
	int minor() {
		return part(1);
	}

	private int part(int index) {
		String[] parts = this.version.split("[.-]");
		return (parts.length > index && parts[index].matches("\\d{1,9}")) ? Integer.parseInt(parts[index]) : -1;
	}

	/**
	 * Whether it lacks what code for another version may call.
	 */
	boolean isOlderThan(Library other) {
		return (major() != other.major()) ? major() < other.major() : minor() < other.minor();
	}

	/**
	 * The libraries that are made to be used in one version, or the artifact itself where
	 * it is alone.
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
