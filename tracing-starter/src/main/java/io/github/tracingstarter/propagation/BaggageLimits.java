package io.github.tracingstarter.propagation;

import java.util.Map;

import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.baggage.BaggageBuilder;
import io.opentelemetry.api.baggage.BaggageEntry;

/**
 * The limits of W3C Baggage, for all headers that carry baggage. OpenTelemetry applies
 * them since 1.62, but only to the {@code baggage} header.
 */
final class BaggageLimits {

	private static final int MAX_ENTRIES = 64;

	private static final int MAX_BYTES = 8192;

	/**
	 * The visible characters that are nevertheless encoded in the value of a field.
	 */
	private static final String ENCODED = "\",;\\%";

	private BaggageLimits() {
	}

	/**
	 * Returns the fields that may be carried.
	 * @param baggage the baggage
	 * @return the baggage itself, or the fields that fit
	 */
	static Baggage apply(Baggage baggage) {
		if (baggage.isEmpty() || fits(baggage)) {
			return baggage;
		}
		BaggageBuilder fitting = Baggage.builder();
		int entries = 0;
		int bytes = 0;
		for (Map.Entry<String, BaggageEntry> field : baggage.asMap().entrySet()) {
			BaggageEntry entry = field.getValue();
			int length = length(field.getKey(), entry);
			if (entries < MAX_ENTRIES && bytes + length - 1 <= MAX_BYTES) {
				fitting.put(field.getKey(), entry.getValue(), entry.getMetadata());
				entries++;
				bytes += length;
			}
		}
		return fitting.build();
	}

	private static boolean fits(Baggage baggage) {
		if (baggage.size() > MAX_ENTRIES) {
			return false;
		}
		int bytes = -1;
		for (Map.Entry<String, BaggageEntry> field : baggage.asMap().entrySet()) {
			bytes += length(field.getKey(), field.getValue());
			if (bytes > MAX_BYTES) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Returns the length of a field in the header, with a comma.
	 */
	private static int length(String name, BaggageEntry entry) {
		int properties = encoded(entry.getMetadata().getValue());
		return name.length() + 2 + encoded(entry.getValue()) + ((properties > 0) ? properties + 1 : 0);
	}

	private static int encoded(String value) {
		int length = 0;
		for (int i = 0; i < value.length(); i++) {
			char character = value.charAt(i);
			if (character > ' ' && character < 0x7f) {
				length += (ENCODED.indexOf(character) < 0) ? 1 : 3;
			}
			else {
				// A surrogate is half of a character that takes four bytes.
				length += (character < 0x80) ? 3 : (character < 0x800 || Character.isSurrogate(character)) ? 6 : 9;
			}
		}
		return length;
	}

}
