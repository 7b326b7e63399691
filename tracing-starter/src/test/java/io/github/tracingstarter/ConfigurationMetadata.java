package io.github.tracingstarter;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import io.github.tracingstarter.configuration.TracingProperties;
import io.github.tracingstarter.report.Instrumentation;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.util.ClassUtils;

/**
 * The metadata of the properties that the build generates, for IDEs and for the
 * configuration page.
 *
 * @param groups what each group is about, by its name, such as {@code tracing.web}
 * @param properties the properties
 * @param hints the values to choose from, each with its description, by property
 */
record ConfigurationMetadata(Map<String, String> groups, List<Property> properties,
		Map<String, Map<String, String>> hints) {

	/**
	 * Reads the metadata of this module from the folder of its classes, because the class
	 * path also has that of Boot.
	 * @return the metadata
	 */
	static ConfigurationMetadata read() {
		Path file = classes().resolve("META-INF/spring-configuration-metadata.json");
		try {
			Map<String, Object> root = JsonParserFactory.getJsonParser().parseMap(Files.readString(file));
			Map<String, String> groups = new LinkedHashMap<>();
			items(root, "groups").filter((group) -> group.containsKey("description"))
				.forEach((group) -> groups.put(text(group, "name"), text(group, "description")));
			instrumentations().forEach(
					(instrumentation) -> groups.put("tracing." + instrumentation.id(), instrumentation.description()));
			Map<String, Map<String, String>> hints = new LinkedHashMap<>();
			items(root, "hints").forEach((hint) -> hints.put(text(hint, "name"), values(hint)));
			// The properties of the endpoint are Actuator's.
			groups.keySet().removeIf((group) -> group.startsWith("management."));
			List<Property> properties = items(root, "properties").map(Property::of)
				.filter((property) -> !property.name().startsWith("management."))
				.toList();
			return new ConfigurationMetadata(groups, properties, hints);
		}
		catch (IOException ex) {
			throw new IllegalStateException("The build has generated no configuration metadata", ex);
		}
	}

	/**
	 * The instrumentations describe their properties themselves.
	 */
	private static Stream<Instrumentation> instrumentations() {
		return StreamSupport.stream(ImportCandidates.load(AutoConfiguration.class, null).spliterator(), false)
			.filter((name) -> name.startsWith("io.github.tracingstarter."))
			.map((name) -> ClassUtils.resolveClassName(name, null).getAnnotation(Instrumentation.class))
			.filter(Objects::nonNull);
	}

	/**
	 * Returns the location of the compiled classes of this module.
	 * @return {@code tracing-starter/target/classes}
	 */
	static Path classes() {
		try {
			return Path.of(TracingProperties.class.getProtectionDomain().getCodeSource().getLocation().toURI());
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Map<String, String> values(Map<?, ?> hint) {
		Map<String, String> values = new LinkedHashMap<>();
		items(hint, "values").forEach((value) -> values.put(text(value, "value"), text(value, "description")));
		return values;
	}

	private static Stream<Map<?, ?>> items(Map<?, ?> parent, String key) {
		List<?> items = (parent.get(key) instanceof List<?> list) ? list : List.of();
		return items.stream().map((item) -> (Map<?, ?>) item);
	}

	/**
	 * Returns the text of an item, or an empty text if it has none.
	 */
	private static String text(Map<?, ?> item, String key) {
		Object value = item.get(key);
		return (value != null) ? value.toString() : "";
	}

	/**
	 * A property.
	 *
	 * @param name its key
	 * @param type its Java type
	 * @param description its description, or an empty text
	 * @param defaultValue a text, number, boolean or list
	 */
	record Property(String name, String type, String description, @Nullable Object defaultValue) {

		private static Property of(Map<?, ?> item) {
			return new Property(text(item, "name"), text(item, "type"), text(item, "description"),
					item.get("defaultValue"));
		}

		/**
		 * Returns the group in which it is shown: {@code tracing.otlp} for
		 * {@code tracing.otlp.ssl.bundle}.
		 * @return the name of the group
		 */
		String group() {
			String[] segments = this.name.split("\\.");
			return (segments.length > 2) ? segments[0] + '.' + segments[1] : segments[0];
		}

		boolean isCollection() {
			return this.type.startsWith("java.util.List<") || this.type.startsWith("java.util.Set<");
		}

		/**
		 * Returns the type of the values, which is that of the elements for a collection.
		 * @return the name of the type
		 */
		String valueType() {
			return isCollection() ? this.type.substring(this.type.indexOf('<') + 1, this.type.length() - 1) : this.type;
		}

		/**
		 * Returns the constants of an enum as they are written in a file.
		 * @return the constants, or none if it is not an enum
		 */
		List<String> constants() {
			try {
				Class<?> valueType = Class.forName(valueType());
				return !valueType.isEnum() ? List.of()
						: Stream.of(valueType.getEnumConstants())
							.map((constant) -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-'))
							.toList();
			}
			catch (ClassNotFoundException ex) {
				// Such as a map, which has type arguments.
				return List.of();
			}
		}

	}

}
