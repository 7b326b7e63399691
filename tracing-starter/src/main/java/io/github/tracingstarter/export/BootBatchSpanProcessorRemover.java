package io.github.tracingstarter.export;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;

/**
 * Takes out Boot's batch processor, whose condition asks for a final class that ours
 * cannot be. One that the application defined stays.
 */
final class BootBatchSpanProcessorRemover implements BeanDefinitionRegistryPostProcessor {

	private static final String BEAN = "otelSpanProcessor";

	private static final String BOOT = "org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration";

	@Override
	public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
		if (registry.containsBeanDefinition(BEAN)) {
			BeanDefinition definition = registry.getBeanDefinition(BEAN);
			if (BOOT.equals(definition.getFactoryBeanName())) {
				registry.removeBeanDefinition(BEAN);
			}
		}
	}

}
