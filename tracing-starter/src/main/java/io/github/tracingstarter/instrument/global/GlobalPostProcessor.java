package io.github.tracingstarter.instrument.global;

import io.github.tracingstarter.instrument.LibraryTracer;
import io.opentelemetry.api.OpenTelemetry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.DestructionAwareBeanPostProcessor;

/**
 * Registers the global OpenTelemetry before other beans are created, because their
 * libraries look for it. The global instance delegates to the application's bean, which
 * this post-processor does not create.
 */
final class GlobalPostProcessor implements DestructionAwareBeanPostProcessor {

	private final ApplicationOpenTelemetry global;

	private final ObjectProvider<LibraryTracer> libraries;

	GlobalPostProcessor(ApplicationOpenTelemetry global, ObjectProvider<LibraryTracer> libraries) {
		this.global = global;
		this.libraries = libraries;
		global.register();
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof OpenTelemetry openTelemetry) {
			this.global.add(openTelemetry, this.libraries);
		}
		return bean;
	}

	@Override
	public void postProcessBeforeDestruction(Object bean, String beanName) {
		this.global.remove((OpenTelemetry) bean);
	}

	@Override
	public boolean requiresDestruction(Object bean) {
		return bean instanceof OpenTelemetry;
	}

}
