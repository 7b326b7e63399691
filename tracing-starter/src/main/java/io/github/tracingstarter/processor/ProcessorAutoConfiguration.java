package io.github.tracingstarter.processor;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.TracingAutoConfiguration;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnNotWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the span processors of a single application context.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@ConditionalOnTracing
public final class ProcessorAutoConfiguration {

	@Bean
	@ConditionalOnNotWebApplication
	@ConditionalOnMissingBean
	DescendantSpanProcessors tracingDescendantSpanProcessors() {
		return new DescendantSpanProcessors();
	}

	@Bean
	@ConditionalOnWebApplication
	LocalSpanProcessorRegistration tracingLocalSpanProcessorRegistration(ConfigurableListableBeanFactory beanFactory,
			ObjectProvider<DescendantSpanProcessors> ancestor) {
		return new LocalSpanProcessorRegistration(beanFactory, ancestor);
	}

}
