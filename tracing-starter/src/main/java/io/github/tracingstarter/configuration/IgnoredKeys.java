package io.github.tracingstarter.configuration;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.util.ClassUtils;

/**
 * Finds keys of other tracers that are set but not read, and says what to set instead.
 */
public final class IgnoredKeys {

	private static final Log logger = LogFactory.getLog(IgnoredKeys.class);

	private static final List<String> ROOTS = List.of("otel.", "spring.sleuth.", "spring.zipkin.", "management.");

	/** The {@code otel} keys that are read wherever they are set. */
	private static final List<String> READ = List.of("otel.sdk.disabled", "otel.bsp.max.queue.size",
			"otel.bsp.max.export.batch.size", "otel.bsp.schedule.delay");

	private static final boolean BOOT_MAPS_VARIABLES = ClassUtils.isPresent(
			"org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetryEnvironmentVariableEnvironmentPostProcessor",
			IgnoredKeys.class.getClassLoader());

	private final ConfigurableEnvironment environment;

	private final boolean mapped;

	public IgnoredKeys(ConfigurableEnvironment environment) {
		this(environment, BOOT_MAPS_VARIABLES);
	}

	/**
	 * Creates the search.
	 * @param environment the environment
	 * @param mapped whether Spring Boot turns variables of OpenTelemetry into its keys
	 */
	IgnoredKeys(ConfigurableEnvironment environment, boolean mapped) {
		this.environment = environment;
		this.mapped = mapped;
	}

	/**
	 * Logs the keys in one line, without values. Many platforms set such variables for
	 * all of their applications.
	 */
	public void log() {
		Map<String, String> found = find();
		if (!found.isEmpty()) {
			logger.warn("Not read here: " + found.entrySet()
				.stream()
				.map((entry) -> "%s (%s)".formatted(entry.getKey(), entry.getValue()))
				.collect(Collectors.joining(", ")));
		}
	}

	/**
	 * Finds the keys.
	 * @return each key as it is set, with what to do about it
	 */
	public Map<String, String> find() {
		Map<String, String> found = new TreeMap<>();
		for (PropertySource<?> source : this.environment.getPropertySources()) {
			if (source instanceof EnumerablePropertySource<?> enumerable
					&& !source.getName().equals(TracingState.MAPPED_VARIABLES)) {
				for (String name : enumerable.getPropertyNames()) {
					IgnoredKey ignored = find(name);
					if (ignored != null) {
						found.put(name.replaceFirst("\\[\\d+].*", ""), ignored.advice());
					}
				}
			}
		}
		return found;
	}

	private @Nullable IgnoredKey find(String name) {
		String key = name.toLowerCase(Locale.ROOT).replace('_', '.');
		if (ROOTS.stream().noneMatch(key::startsWith) || READ.contains(key)) {
			return null;
		}
		IgnoredKey ignored = IgnoredKey.of(name);
		return (ignored != null && (!name.startsWith("OTEL_") || isIgnoredVariable(ignored))) ? ignored : null;
	}

	private boolean isIgnoredVariable(IgnoredKey ignored) {
		return switch (ignored.variable()) {
			case IGNORED -> true;
			case BOOT_4_1 -> !this.mapped;
			case READ, NOT_OURS -> false;
		};
	}

}
