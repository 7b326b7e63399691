package io.github.tracingstarter.propagation;

import java.util.Map;

import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.baggage.BaggageEntry;
import org.jspecify.annotations.Nullable;

/**
 * Finds fields of baggage. Their names have no case, as with Micrometer.
 */
final class BaggageFields {

	private BaggageFields() {
	}

	/**
	 * The value of a field.
	 * @param baggage the baggage
	 * @param name the name of the field
	 * @return the value, or null if there is none or nothing in it
	 */
	static @Nullable String value(Baggage baggage, String name) {
		String value = baggage.getEntryValue(name);
		if (value == null) {
			for (Map.Entry<String, BaggageEntry> field : baggage.asMap().entrySet()) {
				if (field.getKey().equalsIgnoreCase(name)) {
					value = field.getValue().getValue();
				}
			}
		}
		return (value != null && !value.isBlank()) ? value : null;
	}

}
