package io.github.tracingstarter.instrument.graphql;

import java.util.List;
import java.util.Locale;
import java.util.Set;

import graphql.ExecutionResult;
import graphql.GraphQLError;
import graphql.execution.ExecutionContext;
import graphql.language.OperationDefinition;
import io.github.tracingstarter.instrument.ObservationMapper;
import io.github.tracingstarter.instrument.Spans;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import org.jspecify.annotations.Nullable;

import org.springframework.graphql.observation.ExecutionRequestObservationContext;

/**
 * Describes the spans of operations. The type and the name of an operation are known only
 * after the document has been parsed.
 */
final class OperationMapper implements ObservationMapper<ExecutionRequestObservationContext> {

	private static final AttributeKey<String> TYPE = AttributeKey.stringKey("graphql.operation.type");

	private static final AttributeKey<String> NAME = AttributeKey.stringKey("graphql.operation.name");

	@Override
	public Class<ExecutionRequestObservationContext> contextType() {
		return ExecutionRequestObservationContext.class;
	}

	@Override
	public String name(ExecutionRequestObservationContext context) {
		return "GraphQL Operation";
	}

	@Override
	public void complete(ExecutionRequestObservationContext context, Span span) {
		OperationDefinition operation = operation(context.getExecutionContext());
		if (operation != null) {
			String type = operation.getOperation().name().toLowerCase(Locale.ROOT);
			span.updateName(type);
			span.setAttribute(TYPE, type);
			if (operation.getName() != null) {
				span.setAttribute(NAME, operation.getName());
			}
		}
		ExecutionResult result = context.getExecutionResult();
		List<GraphQLError> errors = (result != null) ? result.getErrors() : List.of();
		if (!errors.isEmpty() && context.getError() == null) {
			Spans.fail(span, String.valueOf(errors.get(0).getErrorType()));
		}
	}

	private static @Nullable OperationDefinition operation(@Nullable ExecutionContext context) {
		return (context != null) ? context.getOperationDefinition() : null;
	}

	/**
	 * The name may be long and come from any caller, so it is taken from the parsed
	 * document. The execution id identifies a request within the engine.
	 */
	@Override
	public Set<String> replacedKeys() {
		return Set.of("graphql.operation.type", "graphql.operation.name", "graphql.outcome", "graphql.execution.id");
	}

	@Override
	public @Nullable String replacedName(ExecutionRequestObservationContext context) {
		String name = context.getContextualName();
		return (name != null && name.startsWith("graphql ")) ? name : null;
	}

}
