package io.github.tracingstarter.instrument.ai;

import java.util.Set;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import org.springframework.ai.tool.observation.ToolCallingObservationContext;

import org.springframework.util.StringUtils;

/**
 * Describes one call of a tool that a model asked for.
 */
final class ToolMapper extends AiMapper<ToolCallingObservationContext> {

	private static final String EXECUTE = "execute_tool";

	private static final AttributeKey<String> NAME = AttributeKey.stringKey("gen_ai.tool.name");

	private static final AttributeKey<String> TYPE = AttributeKey.stringKey("gen_ai.tool.type");

	private static final AttributeKey<String> CALL_ID = AttributeKey.stringKey("gen_ai.tool.call.id");

	private static final AttributeKey<String> DESCRIPTION = AttributeKey.stringKey("gen_ai.tool.description");

	/**
	 * The last two are present if {@code spring.ai.tools.observations} enables them.
	 */
	private static final Set<String> REPLACED = Set.of("gen_ai.operation.name", "gen_ai.system", "spring.ai.kind",
			"gen_ai.tool.type", "spring.ai.tool.type", "spring.ai.tool.definition.name", "gen_ai.tool.name",
			"spring.ai.tool.definition.description", "spring.ai.tool.definition.schema", "spring.ai.tool.call.id",
			"gen_ai.tool.call.id", "gen_ai.tool.description");

	ToolMapper(Content content) {
		super(content);
	}

	@Override
	public Class<ToolCallingObservationContext> contextType() {
		return ToolCallingObservationContext.class;
	}

	/**
	 * Returns true, because if a response is streamed, tools are called on a thread on
	 * which another span may be current.
	 */
	@Override
	public boolean belongsToParentObservation() {
		return true;
	}

	@Override
	public String name(ToolCallingObservationContext context) {
		return GenAi.name(EXECUTE, context.getToolDefinition().name());
	}

	@Override
	public void describe(ToolCallingObservationContext context, AttributesBuilder attributes) {
		attributes.put(GenAi.OPERATION_NAME, EXECUTE);
		attributes.put(NAME, context.getToolDefinition().name());
		attributes.put(TYPE, context.getToolType());
		if (StringUtils.hasText(context.getToolDefinition().description())) {
			attributes.put(DESCRIPTION, context.getToolDefinition().description());
		}
		if (StringUtils.hasText(context.getToolCallId())) {
			attributes.put(CALL_ID, context.getToolCallId());
		}
	}

	@Override
	public void complete(ToolCallingObservationContext context, Span span) {
		this.content.addToolCall(span, context.getToolCallArguments(), context.getToolCallResult());
	}

	@Override
	public Set<String> replacedKeys() {
		return REPLACED;
	}

	@Override
	public String replacedName(ToolCallingObservationContext context) {
		return name(context);
	}

}
