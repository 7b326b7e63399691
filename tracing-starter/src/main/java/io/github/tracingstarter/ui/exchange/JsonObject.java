package io.github.tracingstarter.ui.exchange;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.tracingstarter.otlp.MalformedException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.json.JsonParserFactory;

/**
 * An object of a JSON document from outside. A member that is absent or of another type
 * has a default value.
 *
 * @param members the members by name
 */
record JsonObject(Map<?, ?> members) {

	private static final JsonObject EMPTY = new JsonObject(Map.of());

	static JsonObject parse(byte[] json) {
		String text = new String(json, StandardCharsets.UTF_8).strip();
		// Some editors add a byte order mark.
		if (text.startsWith("\uFEFF")) {
			text = text.substring(1);
		}
		if (!text.startsWith("{")) {
			// Some parsers return null for other documents.
			throw new MalformedException("The body is not a JSON object.");
		}
		try {
			return new JsonObject(JsonParserFactory.getJsonParser().parseMap(text));
		}
		catch (RuntimeException | StackOverflowError ex) {
			throw new MalformedException("The body is not a JSON object.");
		}
	}

	/**
	 * Returns the objects of a document: one object, one on each line as in a log, or the
	 * objects in a list or in nested lists.
	 * @param json the document
	 * @return the objects
	 */
	static List<JsonObject> parseAll(byte[] json) {
		String text = new String(json, StandardCharsets.UTF_8).strip();
		text = text.startsWith("\uFEFF") ? text.substring(1).strip() : text;
		if (text.startsWith("[")) {
			try {
				return flatten(JsonParserFactory.getJsonParser().parseList(text));
			}
			catch (RuntimeException | StackOverflowError ex) {
				throw new MalformedException("The body is not a JSON array.");
			}
		}
		List<String> lines = text.lines().map(String::strip).filter((line) -> !line.isEmpty()).toList();
		boolean linewise = lines.size() > 1
				&& lines.stream().allMatch((line) -> line.startsWith("{") && line.endsWith("}"));
		return linewise ? lines.stream().map((line) -> parse(line.getBytes(StandardCharsets.UTF_8))).toList()
				: List.of(parse(text.getBytes(StandardCharsets.UTF_8)));
	}

	private static List<JsonObject> flatten(List<?> list) {
		List<JsonObject> objects = new ArrayList<>();
		for (Object element : list) {
			if (element instanceof List<?> nested) {
				nested.forEach((it) -> objects.add(of(it)));
			}
			else {
				objects.add(of(element));
			}
		}
		return objects;
	}

	private static JsonObject of(@Nullable Object element) {
		return (element instanceof Map<?, ?> map) ? new JsonObject(map) : EMPTY;
	}

	boolean has(String name) {
		return this.members.get(name) != null;
	}

	@Nullable Object get(String name) {
		return this.members.get(name);
	}

	String text(String name) {
		return (this.members.get(name) instanceof String text) ? text : "";
	}

	/**
	 * Returns a whole number, which proto3 JSON writes as a string if it may have 64
	 * bits.
	 * @param name the name of the member
	 * @return the number, 0 if there is none
	 */
	long number(String name) {
		Long number = toLong(this.members.get(name));
		return (number != null) ? number : 0;
	}

	JsonObject object(String name) {
		return of(this.members.get(name));
	}

	List<JsonObject> objects(String name) {
		List<JsonObject> objects = new ArrayList<>();
		if (this.members.get(name) instanceof List<?> list) {
			for (Object element : list) {
				objects.add(of(element));
			}
		}
		return objects;
	}

	List<?> values(String name) {
		return (this.members.get(name) instanceof List<?> list) ? list : List.of();
	}

	static @Nullable Long toLong(@Nullable Object value) {
		if (value instanceof Integer || value instanceof Long) {
			return ((Number) value).longValue();
		}
		if (value instanceof Number number) {
			double rounded = Math.rint(number.doubleValue());
			return (Math.abs(rounded) < 0x1p63) ? (Long) (long) rounded : null;
		}
		if (value instanceof String text) {
			try {
				return Long.valueOf(text);
			}
			catch (NumberFormatException ex) {
				return null;
			}
		}
		return null;
	}

	static @Nullable Double toDouble(@Nullable Object value) {
		if (value instanceof Number number) {
			return number.doubleValue();
		}
		if (value instanceof String text) {
			try {
				// NaN and Infinity are written as strings, as in Java.
				return Double.valueOf(text);
			}
			catch (NumberFormatException ex) {
				return null;
			}
		}
		return null;
	}

}
