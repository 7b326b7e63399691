package io.github.tracingstarter.configuration;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.json.JsonParserFactory;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.util.ClassUtils;

/**
 * Finds unknown {@code tracing.*} keys, most of which are misspelt. The known keys are
 * those of the generated configuration metadata.
 */
public class UnknownKeys {

	private static final Log logger = LogFactory.getLog(UnknownKeys.class);

	private static final String METADATA = "META-INF/spring-configuration-metadata.json";

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
	 * @return each with the nearest known key
	 */
	Map<String, String> find() {
		Map<String, String> found = new TreeMap<>();
		Set<String> ours = ours();
		if (ours.isEmpty()) {
			// The usual case, in which the metadata need not be read.
			return found;
		}
		Map<String, String> known = knownKeys();
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

	private static boolean isKnown(String name, Map<String, String> known) {
		String uniform = NearestWord.uniform(name);
		return known.entrySet().stream().anyMatch((entry) -> {
			String key = NearestWord.uniform(entry.getKey());
			boolean open = entry.getValue().startsWith("java.util.Map")
					|| entry.getValue().startsWith("java.util.List");
			return uniform.equals(key) || (open && uniform.startsWith(key));
		});
	}

	private static Map<String, String> knownKeys() {
		Map<String, String> keys = new TreeMap<>();
		try {
			URL metadata = metadata();
			if (metadata == null) {
				return keys;
			}
			Map<String, Object> root = JsonParserFactory.getJsonParser().parseMap(read(metadata));
			if (root.get("properties") instanceof List<?> properties) {
				for (Object property : properties) {
					if (property instanceof Map<?, ?> map) {
						keys.put(String.valueOf(map.get("name")), String.valueOf(map.get("type")));
					}
				}
			}
		}
		catch (IOException ex) {
			logger.debug("No configuration metadata could be read, so unknown properties are not reported", ex);
		}
		return keys;
	}

	private static @Nullable URL metadata() throws IOException {
		String ownClass = ClassUtils.convertClassNameToResourcePath(UnknownKeys.class.getName()) + ".class";
		ClassLoader classLoader = UnknownKeys.class.getClassLoader();
		URL own = classLoader.getResource(ownClass);
		return (own != null) ? beside(own, ownClass, Collections.list(classLoader.getResources(METADATA))) : null;
	}

	/**
	 * The file of this jar or folder: nearly every jar of Spring Boot has one of the same
	 * name.
	 * @param own where a class of this jar is
	 * @param path the path of that class in it
	 * @param candidates the files of that name
	 * @return the one from the same place, if there is one
	 */
	static @Nullable URL beside(URL own, String path, List<URL> candidates) {
		String place = own.toString().substring(0, own.toString().length() - path.length());
		return candidates.stream()
			.filter((candidate) -> candidate.toString().equals(place + METADATA))
			.findFirst()
			.orElse(null);
	}

	private static String read(URL url) throws IOException {
		try (InputStream content = url.openStream()) {
			return new String(content.readAllBytes(), StandardCharsets.UTF_8);
		}
	}

}
