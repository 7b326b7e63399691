package io.github.tracingstarter.instrument.pigeon;

import java.util.Set;

import io.github.tracingstarter.instrument.Messaging;
import io.github.tracingstarter.instrument.ObservationMapper;
import io.opentelemetry.api.common.AttributesBuilder;

/**
 * Describes messages.
 */
final class PigeonMapper implements ObservationMapper<PigeonContext> {

	@Override
	public Class<PigeonContext> contextType() {
		return PigeonContext.class;
	}

	@Override
	public String name(PigeonContext context) {
		return Messaging.spanName("send", context.getLoft());
	}

	@Override
	public void describe(PigeonContext context, AttributesBuilder attributes) {
		Messaging.describe(attributes, "pigeon", "send");
		attributes.put(Messaging.DESTINATION_NAME, context.getLoft());
	}

	@Override
	public Set<String> replacedKeys() {
		return Set.of("pigeon.loft");
	}

}
