package io.github.tracingstarter.instrument.ai;

import com.openai.client.OpenAIClientAsync;
import io.github.tracingstarter.instrument.PrivateField;
import io.github.tracingstarter.report.FailureLog;
import org.apache.commons.logging.LogFactory;
import org.springframework.ai.openai.OpenAiChatModel;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.NativeDetector;

/**
 * Makes the chat models of OpenAI send their trace when a response is streamed. The
 * client is in a final field, which cannot be changed in a native image or in future
 * versions of Java. There, the request starts its own trace.
 */
final class OpenAiPostProcessor implements BeanPostProcessor {

	private static final FailureLog failures = new FailureLog(LogFactory.getLog(OpenAiPostProcessor.class),
			"The client of a chat model is left as it is. The application is not affected.");

	private final PrivateField<OpenAIClientAsync> client = PrivateField.of(OpenAiChatModel.class, "openAiClientAsync",
			OpenAIClientAsync.class);

	private final OpenAiCalls calls;

	OpenAiPostProcessor(OpenAiCalls calls) {
		this.calls = calls;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof OpenAiChatModel && PrivateField.canSetFinal() && !NativeDetector.inNativeImage()) {
			failures.guard(() -> trace(bean));
		}
		return bean;
	}

	private void trace(Object model) {
		OpenAIClientAsync client = this.client.get(model);
		if (client != null && !OpenAiCalls.isTraced(client)) {
			this.client.set(model, this.calls.trace(client));
		}
	}

}
