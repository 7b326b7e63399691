package io.github.tracingstarter.export;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;

/**
 * Takes out Boot's batch processor of log records, whose condition asks for a final class
 * that ours cannot be. One that the application defined stays.
 */
final class BootBatchLogRecordProcessorRemover implements BeanDefinitionRegistryPostProcessor {

	private static final String BEAN = "openTelemetryBatchLogRecordProcessor";

	private static final String BOOT = "org.springframework.boot.opentelemetry.autoconfigure.logging.OpenTelemetryLoggingAutoConfiguration";

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
