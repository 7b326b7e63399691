package io.github.tracingstarter.instrument.ai;

import java.util.Set;

import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanKind;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.image.ImageOptions;
import org.springframework.ai.image.observation.ImageModelObservationContext;

/**
 * Describes one call of an image model.
 */
final class ImageMapper extends AiMapper<ImageModelObservationContext> {

	private static final String GENERATE = "generate_content";

	private static final Set<String> REPLACED = Set.of("gen_ai.operation.name", "gen_ai.system",
			"gen_ai.request.model");

	ImageMapper(Content content) {
		super(content);
	}

	@Override
	public Class<ImageModelObservationContext> contextType() {
		return ImageModelObservationContext.class;
	}

	@Override
	public SpanKind kind(ImageModelObservationContext context) {
		return SpanKind.CLIENT;
	}

	@Override
	public String name(ImageModelObservationContext context) {
		return GenAi.name(GENERATE, model(context));
	}

	@Override
	public void describe(ImageModelObservationContext context, AttributesBuilder attributes) {
		GenAi.describe(attributes, GENERATE, context.getOperationMetadata().provider(), model(context));
		attributes.put(GenAi.OUTPUT_TYPE, "image");
	}

	@Override
	public Set<String> replacedKeys() {
		return REPLACED;
	}

	@Override
	public String replacedName(ImageModelObservationContext context) {
		return GenAi.name(context.getOperationMetadata().operationType(), model(context));
	}

	private static @Nullable String model(ImageModelObservationContext context) {
		ImageOptions options = context.getRequest().getOptions();
		return (options != null) ? options.getModel() : null;
	}

}
