package io.github.tracingstarter.instrument.jms;

import java.util.Set;

import io.github.tracingstarter.instrument.Messaging;
import io.github.tracingstarter.instrument.ObservationMapper;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import org.jspecify.annotations.Nullable;

/**
 * Describes messages from the key values of the observation. The destination of a sent
 * message is known only when the observation stops.
 *
 * @param <T> the observation context
 */
final class JmsMapper<T extends Observation.Context> implements ObservationMapper<T> {

	private static final String TEMPORARY = "messaging.destination.temporary";

	private static final Set<String> REPLACED = Set.of("exception", "messaging.operation", TEMPORARY,
			Messaging.DESTINATION_NAME.getKey(), Messaging.MESSAGE_CONVERSATION_ID.getKey(),
			Messaging.MESSAGE_ID.getKey());

	private final Class<T> contextType;

	private final String operation;

	private final String replacedOperation;

	JmsMapper(Class<T> contextType, String operation, String replacedOperation) {
		this.contextType = contextType;
		this.operation = operation;
		this.replacedOperation = replacedOperation;
	}

	@Override
	public Class<T> contextType() {
		return this.contextType;
	}

	/**
	 * Returns the name of the span without the name of a temporary queue, which has high
	 * cardinality.
	 */
	@Override
	public String name(T context) {
		return Messaging.spanName(this.operation,
				isTemporary(context) ? "(temporary)" : value(context, Messaging.DESTINATION_NAME.getKey()));
	}

	private static boolean isTemporary(Observation.Context context) {
		KeyValue temporary = context.getLowCardinalityKeyValue(TEMPORARY);
		return temporary != null && temporary.getValue().equals("true");
	}

	@Override
	public void describe(T context, AttributesBuilder attributes) {
		Messaging.describe(attributes, "jms", this.operation);
		describeMessage(context, attributes);
	}

	private static void describeMessage(Observation.Context context, AttributesBuilder attributes) {
		attributes.put(Messaging.DESTINATION_NAME, value(context, Messaging.DESTINATION_NAME.getKey()));
		attributes.put(Messaging.MESSAGE_ID, value(context, Messaging.MESSAGE_ID.getKey()));
		attributes.put(Messaging.MESSAGE_CONVERSATION_ID, value(context, Messaging.MESSAGE_CONVERSATION_ID.getKey()));
		if (isTemporary(context)) {
			attributes.put(Messaging.DESTINATION_TEMPORARY, true);
		}
	}

	@Override
	public void complete(T context, Span span) {
		AttributesBuilder attributes = Attributes.builder();
		describeMessage(context, attributes);
		span.setAllAttributes(attributes.build());
		span.updateName(name(context));
	}

	private static @Nullable String value(Observation.Context context, String key) {
		KeyValue value = context.getHighCardinalityKeyValue(key);
		return (value != null && !value.getValue().equals("unknown")) ? value.getValue() : null;
	}

	@Override
	public Set<String> replacedKeys() {
		return REPLACED;
	}

	@Override
	public @Nullable String replacedName(T context) {
		KeyValue destination = context.getHighCardinalityKeyValue(Messaging.DESTINATION_NAME.getKey());
		return (destination != null) ? destination.getValue() + " " + this.replacedOperation : null;
	}

	/**
	 * The names of properties must be identifiers, so a dash becomes {@code __dash__}, as
	 * in OpenTelemetry's own JMS instrumentation.
	 */
	@Override
	public String header(String name) {
		return (name.indexOf('-') >= 0) ? name.replace("-", "__dash__") : name;
	}

}
