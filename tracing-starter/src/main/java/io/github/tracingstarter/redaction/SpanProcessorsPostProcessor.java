package io.github.tracingstarter.redaction;

import io.opentelemetry.sdk.trace.SpanProcessor;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.SpanProcessors;
import org.springframework.util.ClassUtils;

/**
 * Applies the redaction before the application's span processors, such as a batch
 * processor with an exporter of its own. Only the list that Boot passes to the SDK is
 * replaced, not the beans.
 */
final class SpanProcessorsPostProcessor implements BeanPostProcessor {

	private static final boolean EXTENDED = ClassUtils.isPresent(
			"io.opentelemetry.sdk.trace.internal.ExtendedSpanProcessor",
			SpanProcessorsPostProcessor.class.getClassLoader());

	private final ObjectProvider<SpanRedaction> redaction;

	SpanProcessorsPostProcessor(ObjectProvider<SpanRedaction> redaction) {
		this.redaction = redaction;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		return (bean instanceof SpanProcessors processors)
				? SpanProcessors.of(processors.list().stream().map(this::behindStage).toList()) : bean;
	}

	private SpanProcessor behindStage(SpanProcessor processor) {
		if (processor instanceof SpanRedaction.Applied || !processor.isEndRequired()) {
			return processor;
		}
		SpanRedaction stage = this.redaction.getObject();
		return EXTENDED ? RedactingExtendedSpanProcessor.of(processor, stage)
				: new RedactingSpanProcessor(processor, stage);
	}

}
