package io.github.tracingstarter.instrument.ai;

import java.util.Set;

import io.opentelemetry.api.common.AttributesBuilder;
import org.springframework.ai.chat.client.observation.ChatClientObservationContext;
import org.springframework.ai.chat.memory.ChatMemory;

import org.springframework.util.StringUtils;

/**
 * Describes a call of a chat client, including the calls of models and tools that it
 * makes.
 */
final class ChatClientMapper extends AiMapper<ChatClientObservationContext> {

	private static final String INVOKE = "invoke_agent";

	private static final Set<String> REPLACED = Set.of("gen_ai.operation.name", "gen_ai.system", "spring.ai.kind",
			"spring.ai.chat.client.stream", "spring.ai.chat.client.advisors", "spring.ai.chat.client.conversation.id",
			"spring.ai.chat.client.tool.names");

	ChatClientMapper(Content content) {
		super(content);
	}

	@Override
	public Class<ChatClientObservationContext> contextType() {
		return ChatClientObservationContext.class;
	}

	@Override
	public String name(ChatClientObservationContext context) {
		return INVOKE;
	}

	@Override
	public void describe(ChatClientObservationContext context, AttributesBuilder attributes) {
		GenAi.describe(attributes, INVOKE, context.getOperationMetadata().provider(), null);
		if (context.getRequest().context().get(ChatMemory.CONVERSATION_ID) instanceof String id
				&& StringUtils.hasText(id)) {
			context.put(GenAi.Conversation.class, new GenAi.Conversation(id));
			attributes.put(GenAi.CONVERSATION_ID, id);
		}
	}

	@Override
	public Set<String> replacedKeys() {
		return REPLACED;
	}

	@Override
	public String replacedName(ChatClientObservationContext context) {
		return context.getOperationMetadata().provider() + " chat_client";
	}

}
