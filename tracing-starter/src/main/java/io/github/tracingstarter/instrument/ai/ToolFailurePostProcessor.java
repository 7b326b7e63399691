package io.github.tracingstarter.instrument.ai;

import io.github.tracingstarter.instrument.WrappingPostProcessor;
import org.springframework.ai.tool.execution.DefaultToolExecutionExceptionProcessor;

/**
 * Wraps the object with which Spring AI processes exceptions of tools. The application's
 * own classes are not wrapped, because beans may be requested by their class.
 */
final class ToolFailurePostProcessor extends WrappingPostProcessor {

	@Override
	protected Object wrap(Object bean, String beanName) {
		return (bean.getClass() == DefaultToolExecutionExceptionProcessor.class)
				? new ToolFailures((DefaultToolExecutionExceptionProcessor) bean) : bean;
	}

}
