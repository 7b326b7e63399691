package io.github.tracingstarter.propagation;

import java.util.Map;

import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.baggage.BaggageEntry;
import org.jspecify.annotations.Nullable;

/**
 * Finds baggage fields. Their names are not case-sensitive, as with Micrometer.
 */
final class BaggageFields {

	private BaggageFields() {
	}

	/**
	 * Returns the value of a field.
	 * @param baggage the baggage
	 * @param name the name of the field
	 * @return the value, or null if it is missing or blank
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
