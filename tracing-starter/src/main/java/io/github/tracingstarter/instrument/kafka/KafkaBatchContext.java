package io.github.tracingstarter.instrument.kafka;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.github.tracingstarter.instrument.BatchReceiverContext;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * The context of messages that a listener processes together.
 */
final class KafkaBatchContext extends BatchReceiverContext<ConsumerRecord<?, ?>> {

	private final @Nullable String groupId;

	KafkaBatchContext(List<ConsumerRecord<?, ?>> messages, @Nullable String groupId) {
		super(messages, KafkaBatchContext::header);
		this.groupId = groupId;
	}

	@Nullable String groupId() {
		return this.groupId;
	}

	private static @Nullable String header(ConsumerRecord<?, ?> message, String name) {
		Header header = message.headers().lastHeader(name);
		return (header != null && header.value() != null) ? new String(header.value(), StandardCharsets.UTF_8) : null;
	}

}
