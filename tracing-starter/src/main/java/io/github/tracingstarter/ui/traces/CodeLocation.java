package io.github.tracingstarter.ui.traces;

import java.util.LinkedHashMap;
import java.util.Map;

import io.github.tracingstarter.ui.store.StoredSpan;
import io.opentelemetry.api.common.Attributes;
import org.jspecify.annotations.Nullable;

/**
 * A location in the application's code.
 *
 * @param function the class and method
 * @param file the name of the file, if known
 * @param line the line, if known
 */
record CodeLocation(String function, @Nullable String file, @Nullable Long line) {

	/**
	 * Finds the location of the code that created a span, in the attributes of the span
	 * or of an event.
	 * @param span the span
	 * @return the location, or null
	 */
	static @Nullable CodeLocation of(StoredSpan span) {
		CodeLocation location = of(span.attributes());
		for (int i = 0; location == null && i < span.events().size(); i++) {
			location = of(span.events().get(i).attributes());
		}
		return location;
	}

	private static @Nullable CodeLocation of(Attributes attributes) {
		String function = attributes.get(SpanKeys.FUNCTION);
		return (function != null)
				? new CodeLocation(function, attributes.get(SpanKeys.FILE), attributes.get(SpanKeys.LINE)) : null;
	}

	/**
	 * Returns the location for people: {@code OrderService.java:63}.
	 * @return the file and line, or the function
	 */
	String shown() {
		if (this.file == null) {
			return this.function;
		}
		String name = this.file.substring(this.file.lastIndexOf('/') + 1);
		return (this.line != null) ? name + ':' + this.line : name;
	}

	Map<String, Object> toJson() {
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("function", this.function);
		if (this.file != null) {
			json.put("file", this.file);
		}
		if (this.line != null) {
			json.put("line", this.line);
		}
		return json;
	}

}
