package io.github.tracingstarter;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.github.tracingstarter.ConfigurationMetadata.Property;

/**
 * Writes the tables of {@code docs/configuration.md}. The text before its first table is
 * written by hand.
 */
final class ConfigurationPage {

	private static final String MARKER = "<!-- Generated from here on: see CONTRIBUTING.md -->\n";

	private static final String HEADER = """

			| Key | Type | Default | Description |
			|---|---|---|---|
			""";

	/** A longer one would leave no room for the description. */
	private static final int LONGEST_DEFAULT = 40;

	/** Quoted text, and keys. */
	private static final Pattern CODE = Pattern
		.compile("(?<!\\w)'([^']+)'(?!\\w)|(?<![\\w.-])([a-z][a-z-]*(?:\\.[a-z][a-z-]*)+)(?![\\w.-])");

	private static final Map<String, String> TYPES = Map.of("java.lang.Boolean", "boolean", "java.lang.String", "text",
			"java.lang.Integer", "number", "java.lang.Long", "number", "java.lang.Double", "number",
			"java.time.Duration", "duration", "java.util.regex.Pattern", "regular expression",
			"org.springframework.util.unit.DataSize", "size", "java.util.Map<java.lang.String,java.lang.String>",
			"map");

	private final ConfigurationMetadata metadata;

	ConfigurationPage(ConfigurationMetadata metadata) {
		this.metadata = metadata;
	}

	/**
	 * Updates a page.
	 * @param page the page
	 * @return the page with its generated part rewritten
	 */
	String update(String page) {
		int start = page.indexOf(MARKER);
		if (start < 0) {
			throw new IllegalStateException("The page has no line " + MARKER);
		}
		return page.substring(0, start) + MARKER + tables();
	}

	private String tables() {
		TreeMap<String, List<Property>> groups = this.metadata.properties()
			.stream()
			.collect(Collectors.groupingBy(Property::group, TreeMap::new, Collectors.toList()));
		StringBuilder tables = new StringBuilder();
		groups.forEach((group, properties) -> {
			tables.append("\n## `%s`\n\n".formatted(group));
			tables.append(prose(this.metadata.groups().getOrDefault(group, ""))).append('\n').append(HEADER);
			properties.stream()
				.sorted(Comparator.comparing((Property property) -> !property.name().endsWith(".enabled"))
					.thenComparing(Property::name))
				.forEach((property) -> tables.append(row(property)));
		});
		return tables.toString();
	}

	private String row(Property property) {
		String defaultValue = defaultValue(property);
		boolean isLong = defaultValue.length() > LONGEST_DEFAULT;
		StringBuilder description = new StringBuilder(prose(property.description()));
		this.metadata.hints()
			.getOrDefault(property.name(), Map.of())
			.forEach((value, meaning) -> description.append("<br>`%s`: %s".formatted(value, prose(meaning))));
		if (isLong) {
			description.append("<br>Default: ").append(code(defaultValue));
		}
		return "| %s | %s | %s | %s |\n".formatted(code(property.name()), type(property),
				isLong ? "see right" : code(defaultValue), description);
	}

	private String type(Property property) {
		Collection<String> values = this.metadata.hints().getOrDefault(property.name(), Map.of()).keySet();
		String type = values.isEmpty()
				? TYPES.getOrDefault(property.valueType(), code(property.valueType().replaceAll("[\\w.]*\\.", "")))
				: values.stream().map(ConfigurationPage::code).collect(Collectors.joining(", "));
		return property.isCollection() ? "list of " + type : type;
	}

	/**
	 * Returns the default value as it is written in a file. A list is given as such or in
	 * brackets.
	 */
	private static String defaultValue(Property property) {
		Object value = property.defaultValue();
		if (value instanceof Collection<?> elements) {
			return elements.stream().map(String::valueOf).collect(Collectors.joining(", "));
		}
		String text = (value != null) ? value.toString() : "";
		return (property.isCollection() && text.startsWith("[")) ? text.substring(1, text.length() - 1) : text;
	}

	private static String code(String text) {
		return text.isEmpty() ? "" : "`" + text.replace("|", "\\|") + "`";
	}

	/**
	 * Returns as a sentence a description that was written for tools that show it as it
	 * is.
	 */
	private static String prose(String description) {
		if (description.isEmpty()) {
			return "";
		}
		String marked = CODE.matcher(description.replace("|", "\\|").replace("<", "&lt;"))
			.replaceAll((match) -> "`" + ((match.group(1) != null) ? match.group(1) : match.group(2)) + "`");
		String sentence = Character.toUpperCase(marked.charAt(0)) + marked.substring(1);
		return sentence.endsWith(".") ? sentence : sentence + '.';
	}

}
