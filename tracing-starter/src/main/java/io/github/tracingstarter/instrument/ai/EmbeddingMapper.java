package io.github.tracingstarter.instrument.ai;

import java.util.Set;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.metadata.EmptyUsage;
import org.springframework.ai.chat.metadata.Usage;
import org.springframework.ai.embedding.EmbeddingOptions;
import org.springframework.ai.embedding.EmbeddingResponse;
import org.springframework.ai.embedding.observation.EmbeddingModelObservationContext;

import org.springframework.util.StringUtils;

/**
 * Describes one call of an embedding model.
 */
final class EmbeddingMapper extends AiMapper<EmbeddingModelObservationContext> {

	private static final String EMBEDDINGS = "embeddings";

	private static final AttributeKey<Long> DIMENSIONS = AttributeKey.longKey("gen_ai.embeddings.dimension.count");

	private static final Set<String> REPLACED = Set.of("gen_ai.operation.name", "gen_ai.system", "gen_ai.request.model",
			"gen_ai.response.model", "gen_ai.request.embedding.dimensions", "gen_ai.usage.input_tokens",
			"gen_ai.usage.total_tokens");

	EmbeddingMapper(Content content) {
		super(content);
	}

	@Override
	public Class<EmbeddingModelObservationContext> contextType() {
		return EmbeddingModelObservationContext.class;
	}

	@Override
	public SpanKind kind(EmbeddingModelObservationContext context) {
		return SpanKind.CLIENT;
	}

	@Override
	public String name(EmbeddingModelObservationContext context) {
		return GenAi.name(EMBEDDINGS, model(context));
	}

	@Override
	public void describe(EmbeddingModelObservationContext context, AttributesBuilder attributes) {
		GenAi.describe(attributes, EMBEDDINGS, context.getOperationMetadata().provider(), model(context));
		EmbeddingOptions options = context.getRequest().getOptions();
		if (options != null) {
			GenAi.put(attributes, DIMENSIONS, options.getDimensions());
		}
	}

	@Override
	public void complete(EmbeddingModelObservationContext context, Span span) {
		EmbeddingResponse response = context.getResponse();
		if (response == null) {
			return;
		}
		if (StringUtils.hasText(response.getMetadata().getModel())) {
			span.setAttribute(GenAi.RESPONSE_MODEL, response.getMetadata().getModel());
		}
		Usage usage = response.getMetadata().getUsage();
		if (usage != null && !(usage instanceof EmptyUsage)) {
			GenAi.put(span, GenAi.INPUT_TOKENS, usage.getPromptTokens());
		}
	}

	@Override
	public Set<String> replacedKeys() {
		return REPLACED;
	}

	@Override
	public String replacedName(EmbeddingModelObservationContext context) {
		return GenAi.name(context.getOperationMetadata().operationType(), model(context));
	}

	private static @Nullable String model(EmbeddingModelObservationContext context) {
		EmbeddingOptions options = context.getRequest().getOptions();
		return (options != null) ? options.getModel() : null;
	}

}
