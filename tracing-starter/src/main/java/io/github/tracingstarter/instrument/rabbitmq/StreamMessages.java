package io.github.tracingstarter.instrument.rabbitmq;

import java.util.LinkedHashMap;
import java.util.Map;

import com.rabbitmq.stream.Message;
import com.rabbitmq.stream.Properties;
import com.rabbitmq.stream.codec.QpidProtonCodec;
import io.github.tracingstarter.instrument.Messaging;
import io.github.tracingstarter.instrument.PrivateField;
import io.opentelemetry.api.common.AttributesBuilder;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the messages of streams.
 */
final class StreamMessages {

	private static final PrivateField<org.apache.qpid.proton.message.Message> BUILT = PrivateField.of(
			new QpidProtonCodec().messageBuilder().build().getClass(), "message",
			org.apache.qpid.proton.message.Message.class);

	private StreamMessages() {
	}

	static void describe(AttributesBuilder attributes, String stream, @Nullable Message message) {
		RabbitAttributes.describe(attributes, null, null, stream);
		Properties properties = (message != null) ? message.getProperties() : null;
		if (properties != null) {
			attributes.put(Messaging.MESSAGE_ID, text(properties.getMessageId()));
			attributes.put(Messaging.MESSAGE_CONVERSATION_ID, text(properties.getCorrelationId()));
		}
	}

	private static @Nullable String text(@Nullable Object id) {
		return (id != null) ? id.toString() : null;
	}

	/**
	 * Adds an application property to a message that a builder of the client has built.
	 * The map that such a message returns is a copy, so what Spring adds to it is not
	 * sent. The properties are replaced because copies of the message share them.
	 * @param message the message
	 * @param name the name
	 * @param value the value
	 * @return false if somebody else has built the message
	 */
	static boolean writes(Message message, String name, String value) {
		org.apache.qpid.proton.message.Message built = BUILT.get(message);
		if (built == null) {
			return false;
		}
		Map<String, Object> properties = new LinkedHashMap<>();
		ApplicationProperties present = built.getApplicationProperties();
		if (present != null && present.getValue() != null) {
			properties.putAll(present.getValue());
		}
		properties.put(name, value);
		built.setApplicationProperties(new ApplicationProperties(properties));
		return true;
	}

}
