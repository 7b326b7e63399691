package io.github.tracingstarter.instrument.ai;

import java.util.Set;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributesBuilder;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.client.advisor.observation.AdvisorObservationContext;

/**
 * Describes advisors. They wrap each other and the model, so each takes as long as the
 * whole call. They have spans only if that is enabled.
 */
final class AdvisorMapper extends AiMapper<AdvisorObservationContext> {

	private static final AttributeKey<String> NAME = AttributeKey.stringKey("spring.ai.advisor.name");

	private static final AttributeKey<Long> ORDER = AttributeKey.longKey("spring.ai.advisor.order");

	private static final Set<String> REPLACED = Set.of("gen_ai.operation.name", "gen_ai.system", "spring.ai.kind",
			"spring.ai.advisor.name", "spring.ai.advisor.order");

	private final boolean traced;

	AdvisorMapper(Content content, boolean traced) {
		super(content);
		this.traced = traced;
	}

	@Override
	public Class<AdvisorObservationContext> contextType() {
		return AdvisorObservationContext.class;
	}

	@Override
	public boolean isNoise(AdvisorObservationContext context) {
		return !this.traced;
	}

	@Override
	public String name(AdvisorObservationContext context) {
		return "advisor " + context.getAdvisorName();
	}

	@Override
	public void describe(AdvisorObservationContext context, AttributesBuilder attributes) {
		attributes.put(NAME, context.getAdvisorName());
		attributes.put(ORDER, (long) context.getOrder());
	}

	@Override
	public Set<String> replacedKeys() {
		return REPLACED;
	}

	/**
	 * Replaces any contextual name, because it says no more than the name of the advisor.
	 */
	@Override
	public @Nullable String replacedName(AdvisorObservationContext context) {
		return context.getContextualName();
	}

}
