package io.github.tracingstarter.ui.settings;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.github.tracingstarter.report.FailureLog;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.json.JsonParseException;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.util.StringUtils;

/**
 * The properties of the starter, as the configuration metadata in its jar describes them.
 * Read at first use.
 */
final class KnownProperties {

	private static final FailureLog failures = new FailureLog(LogFactory.getLog(KnownProperties.class),
			"The descriptions of the tracing properties could not be read. The page shows only those that can be changed.");

	private static final String FILE = "META-INF/spring-configuration-metadata.json";

	/** Where our types are, which tells our file from those of all other jars. */
	private static final String PACKAGE = "io.github.tracingstarter.";

	private final @Nullable ClassLoader classLoader;

	private volatile @Nullable Map<String, KnownProperty> properties;

	KnownProperties(@Nullable ClassLoader classLoader) {
		this.classLoader = classLoader;
	}

	/**
	 * All of them.
	 * @return the properties by key, sorted
	 */
	Map<String, KnownProperty> all() {
		Map<String, KnownProperty> all = this.properties;
		if (all == null) {
			all = read();
			this.properties = all;
		}
		return all;
	}

	private Map<String, KnownProperty> read() {
		Map<String, KnownProperty> found = new TreeMap<>();
		try {
			ClassLoader loader = (this.classLoader != null) ? this.classLoader : KnownProperties.class.getClassLoader();
			for (URL file : Collections.list(loader.getResources(FILE))) {
				String json = text(file);
				// Most files are of others and not worth parsing.
				if (json.contains(PACKAGE)) {
					properties(json).forEach((property) -> found.putIfAbsent(property.key(), property));
				}
			}
		}
		catch (IOException | JsonParseException ex) {
			failures.log(ex);
		}
		return Collections.unmodifiableMap(found);
	}

	private static String text(URL file) throws IOException {
		try (InputStream in = file.openStream()) {
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
	}

	private static List<KnownProperty> properties(String json) {
		return (JsonParserFactory.getJsonParser().parseMap(json).get("properties") instanceof List<?> items)
				? items.stream()
					.map((item) -> (Map<?, ?>) item)
					.filter(KnownProperties::isOurs)
					.map(KnownProperty::of)
					.toList()
				: List.of();
	}

	private static boolean isOurs(Map<?, ?> item) {
		return String.valueOf(item.get("sourceType")).startsWith(PACKAGE);
	}

	/**
	 * A property.
	 *
	 * @param key the key
	 * @param type its Java type
	 * @param description what it is for
	 * @param defaultValue its default as it would stand in a properties file, or null
	 */
	record KnownProperty(String key, String type, String description, @Nullable String defaultValue) {

		/**
		 * A property that nothing is known of but its key.
		 */
		static KnownProperty undescribed(String key) {
			return new KnownProperty(key, "java.lang.String", "", null);
		}

		private static KnownProperty of(Map<?, ?> item) {
			String type = text(item.get("type"));
			return new KnownProperty(text(item.get("name")), type, sentence(text(item.get("description"))),
					defaultValue(type, item.get("defaultValue")));
		}

		private static String text(@Nullable Object value) {
			return (value != null) ? value.toString() : "";
		}

		/**
		 * The description as a sentence, as in the metadata of Spring Boot. The sentence
		 * of a {@code @param} tag may begin with a small letter and have no full stop.
		 */
		private static String sentence(String description) {
			String sentence = StringUtils.capitalize(description);
			return sentence.isEmpty() || sentence.endsWith(".") ? sentence : sentence + '.';
		}

		/**
		 * The default as text. A number may have lost its decimals, and a list may stand
		 * in brackets.
		 */
		private static @Nullable String defaultValue(String type, @Nullable Object value) {
			if (value instanceof Collection<?> elements) {
				return elements.stream().map(String::valueOf).collect(Collectors.joining(", "));
			}
			if (value instanceof Number number && type.equals("java.lang.Double")) {
				return Double.toString(number.doubleValue());
			}
			String text = text(value);
			if (text.startsWith("[") && isList(type)) {
				return text.substring(1, text.length() - 1);
			}
			return (value != null) ? text : null;
		}

		boolean isList() {
			return isList(this.type);
		}

		private static boolean isList(String type) {
			return type.startsWith("java.util.List<") || type.startsWith("java.util.Set<");
		}

		boolean isMap() {
			return this.type.startsWith("java.util.Map<");
		}

	}

}
