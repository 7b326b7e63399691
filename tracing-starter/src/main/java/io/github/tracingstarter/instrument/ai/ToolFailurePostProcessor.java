package io.github.tracingstarter.instrument.ai;

import io.github.tracingstarter.instrument.WrappingPostProcessor;
import org.springframework.ai.tool.execution.DefaultToolExecutionExceptionProcessor;

/**
 * Wraps what Spring AI has for tools that throw. A class of the application is left
 * alone, since a bean may be asked for by it.
 */
final class ToolFailurePostProcessor extends WrappingPostProcessor {

	@Override
	protected Object wrap(Object bean, String beanName) {
		return (bean.getClass() == DefaultToolExecutionExceptionProcessor.class)
				? new ToolFailures((DefaultToolExecutionExceptionProcessor) bean) : bean;
	}

}
