package io.github.tracingstarter.instrument.ai;

import java.util.Map;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationView;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * The attributes of OpenTelemetry's conventions for generative AI, which are not among
 * the stable attributes in the library.
 */
final class GenAi {

	static final AttributeKey<String> OPERATION_NAME = AttributeKey.stringKey("gen_ai.operation.name");

	static final AttributeKey<String> PROVIDER_NAME = AttributeKey.stringKey("gen_ai.provider.name");

	static final AttributeKey<String> REQUEST_MODEL = AttributeKey.stringKey("gen_ai.request.model");

	static final AttributeKey<String> RESPONSE_MODEL = AttributeKey.stringKey("gen_ai.response.model");

	static final AttributeKey<String> CONVERSATION_ID = AttributeKey.stringKey("gen_ai.conversation.id");

	static final AttributeKey<String> OUTPUT_TYPE = AttributeKey.stringKey("gen_ai.output.type");

	static final AttributeKey<Long> INPUT_TOKENS = AttributeKey.longKey("gen_ai.usage.input_tokens");

	static final AttributeKey<Long> OUTPUT_TOKENS = AttributeKey.longKey("gen_ai.usage.output_tokens");

	/** Spring AI's names of the providers whose names differ in the conventions. */
	private static final Map<String, String> PROVIDERS = Map.of("bedrock_converse", "aws.bedrock", "google_genai",
			"gcp.gen_ai", "vertex_ai", "gcp.vertex_ai");

	private GenAi() {
	}

	/**
	 * Adds the attributes that all calls of models have.
	 * @param attributes the attributes of the span
	 * @param operation the name of the operation
	 * @param provider Spring AI's name of the provider
	 * @param model the model, if the request specifies one
	 */
	static void describe(AttributesBuilder attributes, String operation, String provider, @Nullable String model) {
		attributes.put(OPERATION_NAME, operation);
		attributes.put(PROVIDER_NAME, PROVIDERS.getOrDefault(provider, provider));
		if (StringUtils.hasText(model)) {
			attributes.put(REQUEST_MODEL, model);
		}
	}

	/**
	 * Sets a number. Decimal fractions stay as the application wrote them: 0.7 rather
	 * than 0.699999988079071.
	 */
	static void put(AttributesBuilder attributes, AttributeKey<?> key, @Nullable Number value) {
		if (value == null) {
			return;
		}
		switch (key.getType()) {
			case LONG -> attributes.put(key.getKey(), value.longValue());
			default -> attributes.put(key.getKey(), Double.parseDouble(value.toString()));
		}
	}

	static void put(Span span, AttributeKey<Long> key, @Nullable Number value) {
		if (value != null) {
			span.setAttribute(key, value.longValue());
		}
	}

	static String name(String operation, @Nullable String target) {
		return StringUtils.hasText(target) ? operation + ' ' + target : operation;
	}

	/**
	 * Returns the conversation of an observation.
	 * @param context the context of the observation
	 * @return the conversation of the enclosing chat client, or null
	 */
	static @Nullable Conversation conversation(Observation.ContextView context) {
		ObservationView parent = context.getParentObservation();
		while (parent != null) {
			Conversation conversation = parent.getContextView().get(Conversation.class);
			if (conversation != null) {
				return conversation;
			}
			parent = parent.getContextView().getParentObservation();
		}
		return null;
	}

	/**
	 * A conversation, which is available to the observations within that of a chat
	 * client.
	 *
	 * @param id the id in the chat memory
	 */
	record Conversation(String id) {

	}

}
