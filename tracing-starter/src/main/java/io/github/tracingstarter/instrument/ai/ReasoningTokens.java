package io.github.tracingstarter.instrument.ai;

import java.lang.reflect.Method;
import java.util.Optional;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ReflectionUtils;

/**
 * Reads the number of tokens that a model used to reason. Spring AI exposes the usage as
 * the type of the provider's library, which need not be on the class path. In a native
 * image, the attribute is missing.
 */
final class ReasoningTokens {

	private static final AttributeKey<Long> REASONING = AttributeKey.longKey("gen_ai.usage.reasoning.output_tokens");

	private ReasoningTokens() {
	}

	static void add(Span span, @Nullable Object usage) {
		Object details = call(usage, "completionTokensDetails");
		Object tokens = (details != null) ? call(details, "reasoningTokens") : call(usage, "thoughtsTokenCount");
		if (tokens instanceof Number number && number.longValue() > 0) {
			span.setAttribute(REASONING, number.longValue());
		}
	}

	private static @Nullable Object call(@Nullable Object target, String name) {
		Method method = (target != null) ? ReflectionUtils.findMethod(target.getClass(), name) : null;
		try {
			Object value = (method != null) ? method.invoke(target) : null;
			return (value instanceof Optional<?> optional) ? optional.orElse(null) : value;
		}
		catch (ReflectiveOperationException | RuntimeException ex) {
			return null;
		}
	}

}
