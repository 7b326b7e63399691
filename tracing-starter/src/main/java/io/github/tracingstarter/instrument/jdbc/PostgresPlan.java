package io.github.tracingstarter.instrument.jdbc;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

import io.github.tracingstarter.sql.SqlDialect;
import io.github.tracingstarter.sql.SqlScanner;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.json.JsonParserFactory;

/**
 * A plan of PostgreSQL. It is requested as JSON, in which each condition is a separate
 * text that can be read as SQL, and written in the format of PostgreSQL's own plans. In
 * the server's text format, nothing shows where a literal with several lines ends.
 */
final class PostgresPlan {

	private static final int MAX_DEPTH = 100;

	/** The fields on the first line of a node, or on no line at all. */
	private static final Set<String> HEAD = Set.of("Node Type", "Parent Relationship", "Subplan Name", "Join Type",
			"Strategy", "Partial Mode", "Operation", "Command", "Scan Direction", "Index Name", "Relation Name",
			"Schema", "Alias", "Function Name", "Table Function Name", "CTE Name", "Tuplestore Name");

	private PostgresPlan() {
	}

	/**
	 * Reads a plan.
	 * @param json the plan as the server sent it
	 * @return the plan as a text without any literals
	 */
	static String read(String json) {
		StringBuilder text = new StringBuilder();
		for (Object statement : JsonParserFactory.getJsonParser().parseList(json)) {
			Map<?, ?> plan = map(statement, "Plan");
			if (plan != null) {
				node(plan, 0, text);
			}
		}
		return text.toString().stripTrailing();
	}

	private static void node(Map<?, ?> node, int depth, StringBuilder text) {
		String margin = "      ".repeat(depth);
		Object subplan = node.get("Subplan Name");
		text.append((depth > 0) ? margin.substring(4) + "->  " : "")
			.append((subplan != null) ? subplan + ": " : "")
			.append(title(node))
			.append("  (cost=%s..%s rows=%s width=%s)%n"
				.formatted(node.get("Startup Cost"), node.get("Total Cost"), node.get("Plan Rows"),
						node.get("Plan Width"))
				.replace("\r", ""));
		node.forEach((key, value) -> {
			String shown = HEAD.contains(key) ? null : shown(value);
			if (shown != null) {
				text.append(margin).append("  ").append(key).append(": ").append(shown).append('\n');
			}
		});
		if (node.get("Workers Planned") instanceof Number workers) {
			text.append(margin).append("  Workers Planned: ").append(workers).append('\n');
		}
		if (node.get("Plans") instanceof List<?> plans && depth < MAX_DEPTH) {
			for (Object plan : plans) {
				if (plan instanceof Map<?, ?> inner) {
					node(inner, depth + 1, text);
				}
			}
		}
	}

	private static String title(Map<?, ?> node) {
		StringJoiner title = new StringJoiner(" ");
		title.add(("Hashed".equals(node.get("Strategy")) ? "Hash" : "") + node.get("Node Type"));
		if (node.get("Join Type") instanceof String join && !join.equals("Inner")) {
			title.add(join);
		}
		if ("Backward".equals(node.get("Scan Direction"))) {
			title.add("Backward");
		}
		add(title, "using ", node.get("Index Name"));
		Object relation = node.get("Relation Name");
		add(title, "on ", (relation != null) ? relation : node.get("CTE Name"));
		add(title, "on ", node.get("Function Name"));
		Object alias = node.get("Alias");
		add(title, "", (alias != null && alias.equals(relation)) ? null : alias);
		return title.toString();
	}

	private static void add(StringJoiner title, String before, @Nullable Object name) {
		if (name != null) {
			title.add(before + name);
		}
	}

	/**
	 * Returns the text of a condition or a list of expressions. Other details say little,
	 * and numbers could be values.
	 */
	private static @Nullable String shown(@Nullable Object value) {
		if (value instanceof String condition) {
			return SqlScanner.mask(condition, SqlDialect.POSTGRESQL);
		}
		if (value instanceof List<?> list && !list.isEmpty() && list.stream().allMatch(String.class::isInstance)) {
			return SqlScanner.mask(String.join(", ", list.stream().map(String::valueOf).toList()),
					SqlDialect.POSTGRESQL);
		}
		return null;
	}

	private static @Nullable Map<?, ?> map(@Nullable Object object, String key) {
		return (object instanceof Map<?, ?> map && map.get(key) instanceof Map<?, ?> inner) ? inner : null;
	}

}
