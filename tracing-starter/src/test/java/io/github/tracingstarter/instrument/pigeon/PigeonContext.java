package io.github.tracingstarter.instrument.pigeon;

import java.util.Map;

import io.micrometer.observation.transport.SenderContext;

/**
 * The context of the observations of the library Pigeon.
 */
class PigeonContext extends SenderContext<Map<String, String>> {

	private final String loft;

	PigeonContext(Map<String, String> message, String loft) {
		super((carrier, name, value) -> {
			if (carrier != null) {
				carrier.put(name, value);
			}
		});
		this.loft = loft;
		setCarrier(message);
	}

	String getLoft() {
		return this.loft;
	}

}
