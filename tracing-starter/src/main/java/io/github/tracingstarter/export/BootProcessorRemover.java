package io.github.tracingstarter.export;

import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;

/**
 * Removes a batch processor of Boot, whose condition checks for a final class that the
 * starter's processor cannot extend. A processor that the application defined stays.
 *
 * @param bean the name of the bean
 * @param configuration the name of the class that defines Boot's bean
 */
record BootProcessorRemover(String bean, String configuration) implements BeanDefinitionRegistryPostProcessor {

	@Override
	public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
		if (registry.containsBeanDefinition(this.bean)
				&& this.configuration.equals(registry.getBeanDefinition(this.bean).getFactoryBeanName())) {
			registry.removeBeanDefinition(this.bean);
		}
	}

}
