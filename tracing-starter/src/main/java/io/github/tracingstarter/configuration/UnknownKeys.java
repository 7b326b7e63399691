package io.github.tracingstarter.configuration;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;

/**
 * Finds unknown {@code tracing.*} keys, most of which are misspelled. The generated
 * configuration metadata provides the known keys.
 */
public class UnknownKeys {

	private static final Log logger = LogFactory.getLog(UnknownKeys.class);

	private final ConfigurableEnvironment environment;

	public UnknownKeys(ConfigurableEnvironment environment) {
		this.environment = environment;
	}

	public void log() {
		find().forEach((key, nearest) -> logger
			.warn("Unknown property '%s' is ignored. Did you mean '%s'?".formatted(key, nearest)));
	}

	/**
	 * Finds the unknown keys.
	 * @return the unknown keys, each with the nearest known key
	 */
	public Map<String, String> find() {
		Map<String, String> found = new TreeMap<>();
		Set<String> ours = ours();
		if (ours.isEmpty()) {
			// The usual case, in which the metadata need not be read.
			return found;
		}
		Map<String, KnownProperty> known = new KnownProperties().all();
		if (known.isEmpty()) {
			return found;
		}
		for (String name : ours) {
			if (!isKnown(name, known)) {
				found.put(name, NearestWord.to(name, known.keySet()));
			}
		}
		return found;
	}

	private Set<String> ours() {
		Set<String> ours = new LinkedHashSet<>();
		for (PropertySource<?> source : this.environment.getPropertySources()) {
			if (source instanceof EnumerablePropertySource<?> enumerable) {
				for (String name : enumerable.getPropertyNames()) {
					if (isOurs(name)) {
						ours.add(name);
					}
				}
			}
		}
		return ours;
	}

	private static boolean isOurs(String name) {
		return name.startsWith("tracing.") || name.startsWith("TRACING_");
	}

	private static boolean isKnown(String name, Map<String, KnownProperty> known) {
		String uniform = NearestWord.uniform(name);
		return known.values().stream().anyMatch((property) -> {
			String key = NearestWord.uniform(property.key());
			return uniform.equals(key) || ((property.isMap() || property.isList()) && uniform.startsWith(key));
		});
	}

}
