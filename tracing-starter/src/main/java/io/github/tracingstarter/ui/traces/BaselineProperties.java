package io.github.tracingstarter.ui.traces;

import java.nio.file.Path;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the comparison with the previous run.
 *
 * @param enabled Whether to compare routes with how they performed before the application
 * was restarted.
 * @param file File in which the performance of routes is kept. By default, it is in the
 * build folder, target or build, of an application that runs from its class folders;
 * otherwise nothing is kept.
 */
@ConfigurationProperties("tracing.ui.baselines")
record BaselineProperties(@DefaultValue("true") boolean enabled, @Nullable Path file) {

	private static final String NAME = "tracing-baselines.json";

	/**
	 * Returns the file to use.
	 * @param classPath the class path of the application
	 * @param separator the separator of its entries
	 * @return the file, or null for none
	 */
	@Nullable Path find(String classPath, String separator) {
		if (!this.enabled || this.file != null) {
			return this.enabled ? this.file : null;
		}
		Path folder = null;
		for (String entry : classPath.split(Pattern.quote(separator))) {
			String path = entry.replace('\\', '/').replaceFirst("/+$", "");
			if (path.endsWith("/test-classes") || path.contains("/build/classes/java/test")) {
				// Tests say nothing about how the application runs.
				return null;
			}
			if (folder == null && path.endsWith("/target/classes")) {
				folder = Path.of(entry).getParent();
			}
			else if (folder == null && path.matches(".*/build/classes/\\w+/main")) {
				folder = Path.of(path.substring(0, path.lastIndexOf("/classes/")));
			}
		}
		return (folder != null) ? folder.resolve(NAME) : null;
	}

}
