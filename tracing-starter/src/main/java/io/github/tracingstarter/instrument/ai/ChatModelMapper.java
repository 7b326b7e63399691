package io.github.tracingstarter.instrument.ai;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.EmptyUsage;
import org.springframework.ai.chat.metadata.Usage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.observation.ChatModelObservationContext;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.model.tool.ToolCallingChatOptions;

import org.springframework.util.StringUtils;

/**
 * Describes one call of a chat model.
 */
final class ChatModelMapper extends AiMapper<ChatModelObservationContext> {

	private static final String CHAT = "chat";

	private static final AttributeKey<Double> FREQUENCY_PENALTY = AttributeKey
		.doubleKey("gen_ai.request.frequency_penalty");

	private static final AttributeKey<Long> MAX_TOKENS = AttributeKey.longKey("gen_ai.request.max_tokens");

	private static final AttributeKey<Double> PRESENCE_PENALTY = AttributeKey
		.doubleKey("gen_ai.request.presence_penalty");

	private static final AttributeKey<List<String>> STOP_SEQUENCES = AttributeKey
		.stringArrayKey("gen_ai.request.stop_sequences");

	private static final AttributeKey<Boolean> STREAM = AttributeKey.booleanKey("gen_ai.request.stream");

	private static final AttributeKey<Double> TEMPERATURE = AttributeKey.doubleKey("gen_ai.request.temperature");

	private static final AttributeKey<Long> TOP_K = AttributeKey.longKey("gen_ai.request.top_k");

	private static final AttributeKey<Double> TOP_P = AttributeKey.doubleKey("gen_ai.request.top_p");

	/**
	 * Not in the conventions, which have only whole definitions of tools, and those may
	 * be long.
	 */
	private static final AttributeKey<List<String>> TOOL_NAMES = AttributeKey
		.stringArrayKey("spring.ai.model.request.tool.names");

	private static final AttributeKey<List<String>> FINISH_REASONS = AttributeKey
		.stringArrayKey("gen_ai.response.finish_reasons");

	private static final AttributeKey<String> RESPONSE_ID = AttributeKey.stringKey("gen_ai.response.id");

	private static final AttributeKey<Long> CACHE_READ = AttributeKey.longKey("gen_ai.usage.cache_read.input_tokens");

	private static final AttributeKey<Long> CACHE_WRITE = AttributeKey.longKey("gen_ai.usage.cache_write.input_tokens");

	private static final Set<String> REPLACED = Set.of("gen_ai.operation.name", "gen_ai.system", "gen_ai.request.model",
			"gen_ai.response.model", FREQUENCY_PENALTY.getKey(), MAX_TOKENS.getKey(), PRESENCE_PENALTY.getKey(),
			STOP_SEQUENCES.getKey(), STREAM.getKey(), TEMPERATURE.getKey(), TOOL_NAMES.getKey(), TOP_K.getKey(),
			TOP_P.getKey(), FINISH_REASONS.getKey(), RESPONSE_ID.getKey(), "gen_ai.usage.cache_creation.input_tokens",
			CACHE_READ.getKey(), "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens",
			"gen_ai.usage.total_tokens");

	ChatModelMapper(Content content) {
		super(content);
	}

	@Override
	public Class<ChatModelObservationContext> contextType() {
		return ChatModelObservationContext.class;
	}

	@Override
	public SpanKind kind(ChatModelObservationContext context) {
		return SpanKind.CLIENT;
	}

	@Override
	public String name(ChatModelObservationContext context) {
		return GenAi.name(CHAT, model(context));
	}

	@Override
	public void describe(ChatModelObservationContext context, AttributesBuilder attributes) {
		GenAi.describe(attributes, CHAT, context.getOperationMetadata().provider(), model(context));
		GenAi.Conversation conversation = GenAi.conversation(context);
		if (conversation != null) {
			attributes.put(GenAi.CONVERSATION_ID, conversation.id());
		}
		if (context.isStreaming()) {
			attributes.put(STREAM, true);
		}
		ChatOptions options = context.getRequest().getOptions();
		if (options != null) {
			GenAi.put(attributes, FREQUENCY_PENALTY, options.getFrequencyPenalty());
			GenAi.put(attributes, MAX_TOKENS, options.getMaxTokens());
			GenAi.put(attributes, PRESENCE_PENALTY, options.getPresencePenalty());
			GenAi.put(attributes, TEMPERATURE, options.getTemperature());
			GenAi.put(attributes, TOP_K, options.getTopK());
			GenAi.put(attributes, TOP_P, options.getTopP());
			List<String> stops = options.getStopSequences();
			if (stops != null && !stops.isEmpty()) {
				attributes.put(STOP_SEQUENCES, stops);
			}
			List<String> tools = toolNames(options);
			if (!tools.isEmpty()) {
				attributes.put(TOOL_NAMES, tools);
			}
		}
	}

	private static List<String> toolNames(ChatOptions options) {
		if (!(options instanceof ToolCallingChatOptions calling) || calling.getToolCallbacks() == null) {
			return List.of();
		}
		return calling.getToolCallbacks()
			.stream()
			.map((tool) -> tool.getToolDefinition().name())
			.distinct()
			.sorted()
			.toList();
	}

	@Override
	public void complete(ChatModelObservationContext context, Span span) {
		ChatResponse response = context.getResponse();
		if (response != null) {
			complete(response, span);
		}
		else if (context.isStreaming()) {
			// Required by the conventions if the stream ended before its last chunk.
			span.setAttribute(FINISH_REASONS, List.of("error"));
		}
		this.content.addMessages(span, context.getRequest(), response);
	}

	private static void complete(ChatResponse response, Span span) {
		ChatResponseMetadata metadata = response.getMetadata();
		if (StringUtils.hasText(metadata.getId())) {
			span.setAttribute(RESPONSE_ID, metadata.getId());
		}
		if (StringUtils.hasText(metadata.getModel())) {
			span.setAttribute(GenAi.RESPONSE_MODEL, metadata.getModel());
		}
		List<String> reasons = response.getResults()
			.stream()
			.map((generation) -> finishReason(generation.getMetadata().getFinishReason()))
			.filter(Objects::nonNull)
			.toList();
		if (!reasons.isEmpty()) {
			span.setAttribute(FINISH_REASONS, reasons);
		}
		Usage usage = metadata.getUsage();
		if (usage != null && !(usage instanceof EmptyUsage)) {
			GenAi.put(span, GenAi.INPUT_TOKENS, usage.getPromptTokens());
			GenAi.put(span, GenAi.OUTPUT_TOKENS, usage.getCompletionTokens());
			GenAi.put(span, CACHE_READ, usage.getCacheReadInputTokens());
			GenAi.put(span, CACHE_WRITE, usage.getCacheWriteInputTokens());
			ReasoningTokens.add(span, usage.getNativeUsage());
		}
	}

	/**
	 * Returns the reason as the provider writes it. For some providers, Spring AI returns
	 * the names of constants.
	 */
	static @Nullable String finishReason(@Nullable String reason) {
		return StringUtils.hasText(reason) ? reason.toLowerCase(Locale.ROOT) : null;
	}

	@Override
	public Set<String> replacedKeys() {
		return REPLACED;
	}

	@Override
	public String replacedName(ChatModelObservationContext context) {
		return GenAi.name(context.getOperationMetadata().operationType(), model(context));
	}

	private static @Nullable String model(ChatModelObservationContext context) {
		ChatOptions options = context.getRequest().getOptions();
		return (options != null) ? options.getModel() : null;
	}

}
