package io.github.tracingstarter.processor;

import java.util.List;

import io.opentelemetry.sdk.trace.SdkTracerProvider;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Registers the processors of a context with the ancestor that has the SDK, for the
 * lifetime of the context.
 */
final class LocalSpanProcessorRegistration implements SmartInitializingSingleton, AutoCloseable {

	private final ConfigurableListableBeanFactory beanFactory;

	private final ObjectProvider<DescendantSpanProcessors> ancestor;

	private Runnable removal = () -> {
	};

	LocalSpanProcessorRegistration(ConfigurableListableBeanFactory beanFactory,
			ObjectProvider<DescendantSpanProcessors> ancestor) {
		this.beanFactory = beanFactory;
		this.ancestor = ancestor;
	}

	@Override
	public void afterSingletonsInstantiated() {
		DescendantSpanProcessors processors = this.ancestor.getIfAvailable();
		if (processors == null || this.beanFactory.getBeanNamesForType(SdkTracerProvider.class).length > 0) {
			return;
		}
		List<LocalSpanProcessor> local = List
			.copyOf(this.beanFactory.getBeansOfType(LocalSpanProcessor.class).values());
		local.forEach(processors::add);
		this.removal = () -> local.forEach(processors::remove);
	}

	@Override
	public void close() {
		this.removal.run();
	}

}
