package io.github.tracingstarter.core;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.json.JsonParserFactory;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;

/**
 * Finds {@code tracing.*} keys that nothing reads, mostly misspelt ones. The known keys
 * are those of the generated configuration metadata.
 */
class UnknownKeys {

	private static final Log logger = LogFactory.getLog(UnknownKeys.class);

	private static final String METADATA = "/META-INF/spring-configuration-metadata.json";

	private final ConfigurableEnvironment environment;

	UnknownKeys(ConfigurableEnvironment environment) {
		this.environment = environment;
	}

	void log() {
		find().forEach((key, nearest) -> logger
			.warn("Unknown property '%s': nothing reads it. Did you mean '%s'?".formatted(key, nearest)));
	}

	/**
	 * Finds the unknown keys.
	 * @return each with the nearest known key
	 */
	Map<String, String> find() {
		Map<String, String> found = new TreeMap<>();
		Map<String, String> known = knownKeys();
		if (known.isEmpty()) {
			return found;
		}
		for (PropertySource<?> source : this.environment.getPropertySources()) {
			if (source instanceof EnumerablePropertySource<?> enumerable) {
				for (String name : enumerable.getPropertyNames()) {
					if (isOurs(name) && !isKnown(name, known)) {
						found.put(name, nearest(name, known.keySet()));
					}
				}
			}
		}
		return found;
	}

	private static boolean isOurs(String name) {
		return name.startsWith("tracing.") || name.startsWith("TRACING_");
	}

	private static boolean isKnown(String name, Map<String, String> known) {
		String uniform = uniform(name);
		return known.entrySet().stream().anyMatch((entry) -> {
			String key = uniform(entry.getKey());
			boolean open = entry.getValue().startsWith("java.util.Map")
					|| entry.getValue().startsWith("java.util.List");
			return uniform.equals(key) || (open && uniform.startsWith(key));
		});
	}

	/**
	 * The form in which {@code tracing.service-name}, {@code tracing.serviceName} and
	 * {@code TRACING_SERVICENAME} are one key.
	 */
	private static String uniform(String name) {
		StringBuilder uniform = new StringBuilder(name.length());
		name.chars()
			.filter(Character::isLetterOrDigit)
			.map(Character::toLowerCase)
			.forEach((character) -> uniform.append((char) character));
		return uniform.toString();
	}

	private static String nearest(String name, Collection<String> known) {
		String best = "";
		int bestDistance = Integer.MAX_VALUE;
		for (String candidate : new TreeSet<>(known)) {
			int distance = distance(uniform(name), uniform(candidate));
			if (distance < bestDistance) {
				best = candidate;
				bestDistance = distance;
			}
		}
		return best;
	}

	/**
	 * The Levenshtein distance, with one row of memory.
	 */
	static int distance(String left, String right) {
		int[] row = new int[right.length() + 1];
		for (int j = 0; j <= right.length(); j++) {
			row[j] = j;
		}
		for (int i = 1; i <= left.length(); i++) {
			int diagonal = row[0];
			row[0] = i;
			for (int j = 1; j <= right.length(); j++) {
				int substitution = diagonal + ((left.charAt(i - 1) == right.charAt(j - 1)) ? 0 : 1);
				diagonal = row[j];
				row[j] = Math.min(substitution, Math.min(row[j], row[j - 1]) + 1);
			}
		}
		return row[right.length()];
	}

	private static Map<String, String> knownKeys() {
		Map<String, String> keys = new TreeMap<>();
		try (@Nullable
		InputStream metadata = UnknownKeys.class.getResourceAsStream(METADATA)) {
			if (metadata == null) {
				return keys;
			}
			Map<String, Object> root = JsonParserFactory.getJsonParser()
				.parseMap(new String(metadata.readAllBytes(), StandardCharsets.UTF_8));
			if (root.get("properties") instanceof List<?> properties) {
				for (Object property : properties) {
					if (property instanceof Map<?, ?> map) {
						keys.put(String.valueOf(map.get("name")), String.valueOf(map.get("type")));
					}
				}
			}
		}
		catch (IOException ex) {
			logger.debug("No configuration metadata: unknown keys are not looked for", ex);
		}
		return keys;
	}

}
