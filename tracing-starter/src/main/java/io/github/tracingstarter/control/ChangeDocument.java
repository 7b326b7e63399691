package io.github.tracingstarter.control;

import java.util.LinkedHashMap;
import java.util.Map;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import io.github.tracingstarter.configuration.LiveProperty;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * A document in YAML or JSON with properties as in the application's configuration, on
 * one line each or nested.
 */
final class ChangeDocument {

	/** The YAML parser takes longer for each further character of one text. */
	private static final int MOST_CHARACTERS = 1_000_000;

	private final String name;

	private final Changes changes;

	private final Map<String, @Nullable String> values = new LinkedHashMap<>();

	private ChangeDocument(String name, Changes changes) {
		this.name = name;
		this.changes = changes;
	}

	/**
	 * Reads a document.
	 * @param name its name in messages
	 * @param text the document
	 * @param changes knows the properties
	 * @return the values by key, null for the value at startup
	 * @throws InvalidTracingPropertyException if it cannot be read, or contains something
	 * that cannot be changed
	 */
	static Map<String, @Nullable String> read(String name, String text, Changes changes) {
		ChangeDocument document = new ChangeDocument(name, changes);
		Object content = document.parse(text);
		if (content instanceof Map<?, ?> map) {
			document.add("", map);
		}
		else if (content != null) {
			throw document.invalid(text, "it is not a list of keys with values",
					"Write a line such as 'tracing.sampling.probability: 0.1'.");
		}
		return document.values;
	}

	private @Nullable Object parse(String text) {
		if (text.length() > MOST_CHARACTERS) {
			throw invalid(text, "it has %d characters".formatted(text.length()),
					"Write %d at most.".formatted(MOST_CHARACTERS));
		}
		try {
			// JSON can be indented with tabs, YAML cannot.
			return PropertyText.reader().load(text.stripLeading().startsWith("{") ? text.replace('\t', ' ') : text);
		}
		catch (MarkedYAMLException ex) {
			String place = (ex.getProblemMark() != null) ? " in line %d".formatted(ex.getProblemMark().getLine() + 1)
					: "";
			throw invalid(text, "it is neither YAML nor JSON: %s%s".formatted(ex.getProblem(), place),
					"Compare it with the part below 'tracing' of an application.yaml.");
		}
		catch (YAMLException | StackOverflowError ex) {
			throw invalid(text, "it is neither YAML nor JSON", "Write text in UTF-8.");
		}
	}

	private void add(String prefix, Map<?, ?> map) {
		map.forEach((name, value) -> {
			String key = prefix + name;
			LiveProperty property = this.changes.find(key);
			if (property != null) {
				if (this.values.containsKey(property.key())) {
					throw new InvalidTracingPropertyException(key, shortened(String.valueOf(value)),
							"it is there twice", "Write it once.");
				}
				this.values.put(property.key(), PropertyText.of(value));
			}
			else if (value instanceof Map<?, ?> nested) {
				add(key + ".", nested);
			}
			else {
				this.changes.get(key, (value != null) ? shortened(value.toString()) : null);
			}
		});
	}

	private InvalidTracingPropertyException invalid(String text, String reason, String fix) {
		return new InvalidTracingPropertyException(this.name, shortened(text), reason, fix);
	}

	private static String shortened(String text) {
		String line = text.strip().lines().findFirst().orElse("");
		return (line.length() > 60) ? line.substring(0, 60) + "..." : line;
	}

}
