package io.github.tracingstarter.sampling.rules;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import io.github.tracingstarter.configuration.NearestWord;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.convert.DurationStyle;

/**
 * Rules as text: a list in YAML, of which JSON is a subset.
 */
final class RulesText {

	/**
	 * Nobody writes more than that by hand, and each request must be matched with every
	 * rule.
	 */
	static final int MOST_RULES = 500;

	private static final int MOST_CHARACTERS = 1_000_000;

	private static final int LONGEST_QUOTE = 100;

	private static final String LIST = "Write a list such as '[{path: /users/**, drop: true}]'.";

	private static final List<String> FIELDS = List.of("title", "method", "path", "route", "header", "host", "kind",
			"span-name", "attributes", "remote-service", "instrumentation", "drop", "keep", "probability", "rate",
			"rename", "set", "remove", "redact", "debug", "override-parent", "until", "for");

	private RulesText() {
	}

	/**
	 * Reads rules.
	 * @param text a list in YAML or JSON, empty for none
	 * @return the rules
	 * @throws InvalidTracingPropertyException if they cannot be used
	 */
	static List<RulesProperties.Rule> read(String text) {
		if (text.isBlank()) {
			return List.of();
		}
		if (text.length() > MOST_CHARACTERS) {
			throw fault(text, "it has %d characters".formatted(text.length()),
					"Write at most %d rules, and at most %d characters.".formatted(MOST_RULES, MOST_CHARACTERS));
		}
		Object loaded;
		try {
			loaded = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
		}
		catch (YAMLException | StackOverflowError ex) {
			throw fault(text, "it is neither YAML nor JSON: " + firstLine(ex.getMessage()), LIST);
		}
		if (loaded == null) {
			return List.of();
		}
		if (!(loaded instanceof List<?> list)) {
			throw fault(text, "it is not a list", LIST);
		}
		checkNumber(list.size());
		List<RulesProperties.Rule> rules = new ArrayList<>();
		for (Object element : list) {
			rules.add(rule(rules.size(), element));
		}
		return rules;
	}

	static void checkNumber(int rules) {
		if (rules > MOST_RULES) {
			throw new InvalidTracingPropertyException(Faults.KEY, "%d rules".formatted(rules),
					"there are more than %d".formatted(MOST_RULES),
					"Join rules by patterns such as '/users/**', or leave out those that never match.");
		}
	}

	private static RulesProperties.Rule rule(int index, Object element) {
		Faults faults = new Faults(index);
		if (!(element instanceof Map<?, ?> map)) {
			throw new InvalidTracingPropertyException("%s[%d]".formatted(Faults.KEY, index),
					shortened(String.valueOf(element)), "it is not a rule",
					"Write what it matches and what it does, such as '{path: /users/**, drop: true}'.");
		}
		Map<String, Object> values = new LinkedHashMap<>();
		map.forEach((key, value) -> {
			String field = field(String.valueOf(key), faults);
			flatten(field, value, values);
		});
		return bind(faults, values);
	}

	/**
	 * Returns the name of a field, which may be written as in a properties file or as in
	 * Java.
	 */
	static String field(String name, Faults faults) {
		for (String field : FIELDS) {
			if (uniform(field).equals(uniform(name))) {
				return field;
			}
		}
		throw new InvalidTracingPropertyException("%s[%d].%s".formatted(Faults.KEY, faults.index(), name), "...",
				"a rule has no such field",
				"Did you mean '%s'? There are %s.".formatted(NearestWord.to(name, FIELDS), String.join(", ", FIELDS)));
	}

	private static String uniform(String name) {
		return name.replaceAll("[-_]", "").toLowerCase(Locale.ROOT);
	}

	private static void flatten(String name, @Nullable Object value, Map<String, Object> values) {
		if (value instanceof Map<?, ?> map) {
			map.forEach((key, element) -> flatten("%s[%s]".formatted(name, key), element, values));
		}
		else if (value instanceof List<?> list) {
			for (int i = 0; i < list.size(); i++) {
				flatten("%s[%d]".formatted(name, i), list.get(i), values);
			}
		}
		else if (value != null) {
			values.put(name, (value instanceof Date date) ? date.toInstant().toString() : value.toString());
		}
	}

	private static RulesProperties.Rule bind(Faults faults, Map<String, Object> values) {
		if (values.isEmpty()) {
			throw new InvalidTracingPropertyException("%s[%d]".formatted(Faults.KEY, faults.index()), "{}",
					"the rule is empty", LIST);
		}
		Map<String, Object> prefixed = new LinkedHashMap<>();
		values.forEach((name, value) -> prefixed.put("rule." + name, value));
		try {
			return new Binder(new MapConfigurationPropertySource(prefixed))
				.bind("rule", Bindable.of(RulesProperties.Rule.class))
				.get();
		}
		catch (BindException ex) {
			ConfigurationPropertyName name = ex.getName();
			String field = name.toString().startsWith("rule.") ? name.toString().substring("rule.".length()) : "";
			Object value = (ex.getProperty() != null) ? ex.getProperty().getValue() : values;
			throw faults.in(field, shortened(String.valueOf(value)), "it is not " + expected(field),
					"Write " + example(field));
		}
	}

	private static String expected(String field) {
		return switch (field) {
			case "drop", "keep", "debug", "override-parent" -> "true or false";
			case "probability" -> "a number";
			case "for" -> "a duration";
			case "until" -> "a point in time";
			case "kind" -> "the kind of a span";
			case "attributes", "set" -> "a map";
			default -> "what the field takes";
		};
	}

	private static String example(String field) {
		return switch (field) {
			case "probability" -> "0.05 for one trace in twenty.";
			case "for" -> "'10m' for ten minutes.";
			case "until" -> "'2030-01-31T12:00:00Z'.";
			case "kind" -> "server, client, internal, producer or consumer.";
			case "attributes", "set" -> "'{db.system.name: postgresql}'.";
			case "remove", "redact" -> "a list such as '[url.query]'.";
			default -> "it as in '{path: /users/**, drop: true}'.";
		};
	}

	private static InvalidTracingPropertyException fault(String text, String reason, String fix) {
		return new InvalidTracingPropertyException(Faults.KEY, shortened(text), reason, fix);
	}

	private static String firstLine(@Nullable String message) {
		return (message != null) ? message.lines().map(String::strip).limit(2).collect(Collectors.joining(", "))
				: "nested too deeply";
	}

	private static String shortened(String text) {
		return (text.length() > LONGEST_QUOTE) ? text.substring(0, LONGEST_QUOTE) + "..." : text;
	}

	/**
	 * Writes rules on one line.
	 * @param rules the rules
	 * @return a text that can be read back, empty for none
	 */
	static String write(List<RulesProperties.Rule> rules) {
		return rules.isEmpty() ? "" : rules.stream().map(RulesText::write).collect(Collectors.joining(", ", "[", "]"));
	}

	static String write(RulesProperties.Rule rule) {
		return json(fields(rule));
	}

	private static Map<String, Object> fields(RulesProperties.Rule rule) {
		@Nullable Object[] values = { rule.title(), rule.method(), rule.path(), rule.route(), rule.header(), rule.host(),
				rule.kind(), rule.spanName(), rule.attributes(), rule.remoteService(), rule.instrumentation(),
				rule.drop(), rule.keep(), rule.probability(), rule.rate(), rule.rename(), rule.set(), rule.remove(),
				rule.redact(), rule.debug(), rule.overrideParent(), rule.until(), rule.lifetime() };
		Map<String, Object> fields = new LinkedHashMap<>();
		for (int i = 0; i < values.length; i++) {
			Object value = values[i];
			if (value != null) {
				fields.put(FIELDS.get(i), value);
			}
		}
		return fields;
	}

	private static String json(Object value) {
		if (value instanceof Map<?, ?> map) {
			return map.entrySet()
				.stream()
				.map((entry) -> quoted(String.valueOf(entry.getKey())) + ": " + json(entry.getValue()))
				.collect(Collectors.joining(", ", "{", "}"));
		}
		if (value instanceof List<?> list) {
			return list.stream().map(RulesText::json).collect(Collectors.joining(", ", "[", "]"));
		}
		if (value instanceof Boolean || value instanceof Number) {
			return value.toString();
		}
		if (value instanceof Duration duration) {
			return quoted(DurationStyle.SIMPLE.print(duration));
		}
		return quoted((value instanceof Enum<?> kind) ? kind.name().toLowerCase(Locale.ROOT) : value.toString());
	}

	private static String quoted(String text) {
		StringBuilder quoted = new StringBuilder("\"");
		text.chars().forEach((character) -> {
			switch (character) {
				case '"', '\\' -> quoted.append('\\').append((char) character);
				default -> {
					if (character < ' ') {
						quoted.append("\\u%04x".formatted(character));
					}
					else {
						quoted.append((char) character);
					}
				}
			}
		});
		return quoted.append('"').toString();
	}

}
