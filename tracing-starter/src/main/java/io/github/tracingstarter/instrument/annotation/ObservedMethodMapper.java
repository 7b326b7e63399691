package io.github.tracingstarter.instrument.annotation;

import java.util.Set;

import io.github.tracingstarter.instrument.ObservationMapper;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.semconv.CodeAttributes;

/**
 * Describes the spans of methods that are annotated with {@code @Observed}.
 */
final class ObservedMethodMapper implements ObservationMapper<ObservedMethodContext> {

	/** A key of Micrometer's metrics. */
	static final String CLASS = "class";

	static final String METHOD = "method";

	@Override
	public Class<ObservedMethodContext> contextType() {
		return ObservedMethodContext.class;
	}

	@Override
	public String name(ObservedMethodContext context) {
		String name = context.getContextualName();
		return (name != null) ? name : String.valueOf(context.getName());
	}

	@Override
	public void describe(ObservedMethodContext context, AttributesBuilder attributes) {
		attributes.put(CodeAttributes.CODE_FUNCTION_NAME, context.function());
	}

	@Override
	public Set<String> replacedKeys() {
		return Set.of(CLASS, METHOD);
	}

}
