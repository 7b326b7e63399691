package io.github.tracingstarter.instrument.faas;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.opentelemetry.context.propagation.TextMapGetter;
import org.jspecify.annotations.Nullable;

/**
 * Reads what Azure's clients have written for tracing into the properties of messages:
 * the headers of a trace, and before these, one of their own with the value of
 * {@code traceparent}.
 */
final class AzureMessageProperties implements TextMapGetter<Map<?, ?>> {

	private static final String DIAGNOSTIC_ID = "Diagnostic-Id";

	/**
	 * The names of the properties of an event, and those of a message of Service Bus in
	 * newer and older versions.
	 */
	private static final List<String> NAMES = List.of("Properties", "ApplicationProperties", "UserProperties");

	/**
	 * Returns the properties of all messages of an invocation.
	 * @param invocation the invocation
	 * @return the properties of each message, empty if there are none
	 */
	static List<Map<?, ?>> of(AzureWorker invocation) {
		for (String name : NAMES) {
			Map<?, ?>[] batch = invocation.metadata(name + "Array", Map[].class);
			if (batch != null) {
				return all(batch);
			}
			Map<?, ?> single = invocation.metadata(name, Map.class);
			if (single != null) {
				return List.of(single);
			}
		}
		return List.of();
	}

	private static List<Map<?, ?>> all(Map<?, ?>[] batch) {
		List<Map<?, ?>> all = new ArrayList<>();
		for (Map<?, ?> properties : batch) {
			all.add((properties != null) ? properties : Map.of());
		}
		return all;
	}

	@Override
	public Iterable<String> keys(Map<?, ?> properties) {
		return properties.keySet().stream().map(String::valueOf).toList();
	}

	@Override
	public @Nullable String get(@Nullable Map<?, ?> properties, String name) {
		if (properties == null) {
			return null;
		}
		Object value = properties.get(name);
		if (value == null && name.equals("traceparent")) {
			value = properties.get(DIAGNOSTIC_ID);
		}
		return (value instanceof String text) ? text : null;
	}

}
