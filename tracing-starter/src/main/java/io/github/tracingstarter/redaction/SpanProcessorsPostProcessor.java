package io.github.tracingstarter.redaction;

import io.github.tracingstarter.core.SpanRedaction;
import io.opentelemetry.sdk.trace.SpanProcessor;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.SpanProcessors;

/**
 * Puts the stage before the span processors of the application, such as a batch processor
 * with an exporter of its own. The beans stay what they are: what is wrapped is the list
 * that Boot gives to the SDK.
 */
final class SpanProcessorsPostProcessor implements BeanPostProcessor {

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
		return (processor instanceof SpanRedaction.Applied || !processor.isEndRequired()) ? processor
				: new RedactingSpanProcessor(processor, this.redaction.getObject());
	}

}
