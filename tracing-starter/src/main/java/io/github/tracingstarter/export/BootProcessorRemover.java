package io.github.tracingstarter.export;

import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;

/**
 * Takes out a batch processor of Boot's, whose condition asks for a final class that ours
 * cannot be. One that the application defined stays.
 *
 * @param bean the name of the bean
 * @param configuration the name of the class that defines Boot's
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
