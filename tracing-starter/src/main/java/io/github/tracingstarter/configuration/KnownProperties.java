package io.github.tracingstarter.configuration;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.json.JsonParseException;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.util.ClassUtils;

/**
 * The properties of the starter, as the configuration metadata in its jar describes them.
 * Read at first use.
 */
public final class KnownProperties {

	private static final Log logger = LogFactory.getLog(KnownProperties.class);

	private static final String METADATA = "META-INF/spring-configuration-metadata.json";

	private volatile @Nullable Map<String, KnownProperty> properties;

	/**
	 * Returns all properties.
	 * @return the properties by key, sorted; empty if the metadata cannot be read
	 */
	public Map<String, KnownProperty> all() {
		Map<String, KnownProperty> all = this.properties;
		if (all == null) {
			all = read();
			this.properties = all;
		}
		return all;
	}

	private static Map<String, KnownProperty> read() {
		Map<String, KnownProperty> found = new TreeMap<>();
		try {
			URL metadata = metadata();
			if (metadata != null && JsonParserFactory.getJsonParser()
				.parseMap(text(metadata))
				.get("properties") instanceof List<?> items) {
				items.forEach((item) -> {
					KnownProperty property = KnownProperty.of((Map<?, ?>) item);
					// The properties of the endpoint belong to Actuator.
					if (property.key().startsWith("tracing.")) {
						found.put(property.key(), property);
					}
				});
			}
		}
		catch (IOException | JsonParseException ex) {
			logger.warn("The descriptions of the tracing properties could not be read. Unknown keys are not found, and "
					+ "the page shows the properties that can be changed and no others", ex);
		}
		return Collections.unmodifiableMap(found);
	}

	private static @Nullable URL metadata() throws IOException {
		String ownClass = ClassUtils.convertClassNameToResourcePath(KnownProperties.class.getName()) + ".class";
		ClassLoader classLoader = KnownProperties.class.getClassLoader();
		URL own = classLoader.getResource(ownClass);
		return (own != null) ? beside(own, ownClass, Collections.list(classLoader.getResources(METADATA))) : null;
	}

	/**
	 * Returns the file in this jar or folder, because nearly every jar of Spring Boot has
	 * a file of that name.
	 * @param own the location of a class in this jar
	 * @param path the path of that class within the jar
	 * @param candidates all files of that name
	 * @return the file from the same place, or null if there is none
	 */
	static @Nullable URL beside(URL own, String path, List<URL> candidates) {
		String place = own.toString().substring(0, own.toString().length() - path.length());
		return candidates.stream()
			.filter((candidate) -> candidate.toString().equals(place + METADATA))
			.findFirst()
			.orElse(null);
	}

	private static String text(URL file) throws IOException {
		try (InputStream in = file.openStream()) {
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
	}

}
