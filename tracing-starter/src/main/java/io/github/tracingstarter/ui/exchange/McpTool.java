package io.github.tracingstarter.ui.exchange;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A tool of the Model Context Protocol, which is a read operation of the page's API.
 *
 * @param name the name of the tool
 * @param description what it is for
 * @param path the path of the route
 * @param arguments its arguments, each with its purpose
 * @param required the required arguments
 */
record McpTool(String name, String description, String path, Map<String, String> arguments, List<String> required) {

	/** The default limits, because an assistant has room for less than the page. */
	private static final Map<String, String> LIMITS = Map.of("/traces", "20", "/logs", "50");

	McpTool(String name, String description, String path) {
		this(name, description, path, Map.of(), List.of());
	}

	McpTool optional(String argument, String meaning) {
		Map<String, String> more = new LinkedHashMap<>(this.arguments);
		more.put(argument, meaning);
		return new McpTool(this.name, this.description, this.path, more, this.required);
	}

	McpTool required(String argument, String meaning) {
		McpTool tool = optional(argument, meaning);
		List<String> more = new ArrayList<>(this.required);
		more.add(argument);
		return new McpTool(tool.name, tool.description, tool.path, tool.arguments, more);
	}

	Map<String, String> arguments(JsonObject given) {
		Map<String, String> values = new LinkedHashMap<>();
		String limit = LIMITS.get(this.path);
		if (limit != null) {
			values.put("limit", limit);
		}
		for (String argument : this.arguments.keySet()) {
			if (given.has(argument)) {
				values.put(argument, String.valueOf(given.get(argument)));
			}
		}
		return values;
	}

	@Nullable String missing(Map<String, String> values) {
		return this.required.stream().filter((argument) -> !values.containsKey(argument)).findFirst().orElse(null);
	}

	Map<String, Object> toJson() {
		Map<String, Object> properties = new LinkedHashMap<>();
		this.arguments.forEach((argument, meaning) -> properties.put(argument,
				Map.of("type", argument.equals("limit") ? "integer" : "string", "description", meaning)));
		Map<String, Object> schema = new LinkedHashMap<>();
		schema.put("type", "object");
		schema.put("properties", properties);
		schema.put("required", this.required);
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("name", this.name);
		json.put("description", this.description);
		json.put("inputSchema", schema);
		json.put("annotations", Map.of("readOnlyHint", true, "openWorldHint", false));
		return json;
	}

}
