package io.github.tracingstarter.instrument.ai;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

import com.openai.client.OpenAIClientAsync;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.services.async.ChatServiceAsync;
import com.openai.services.async.chat.ChatCompletionServiceAsync;
import io.github.tracingstarter.instrument.Spans;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Adds the trace to the requests for streamed responses. OpenAI's library sends them from
 * the common pool, and Java provides no way to carry a trace to its threads.
 */
final class OpenAiCalls {

	private final ObjectProvider<Spans> spans;

	OpenAiCalls(ObjectProvider<Spans> spans) {
		this.spans = spans;
	}

	static boolean isTraced(OpenAIClientAsync client) {
		return Proxy.isProxyClass(client.getClass());
	}

	OpenAIClientAsync trace(OpenAIClientAsync client) {
		return proxy(OpenAIClientAsync.class, (proxy, method, arguments) -> {
			Object result = call(client, method, arguments);
			return (result instanceof ChatServiceAsync chat) ? trace(chat) : result;
		});
	}

	private ChatServiceAsync trace(ChatServiceAsync chat) {
		return proxy(ChatServiceAsync.class, (proxy, method, arguments) -> {
			Object result = call(chat, method, arguments);
			return (result instanceof ChatCompletionServiceAsync completions) ? trace(completions) : result;
		});
	}

	private ChatCompletionServiceAsync trace(ChatCompletionServiceAsync completions) {
		return proxy(ChatCompletionServiceAsync.class, (proxy, method, arguments) -> {
			if (arguments != null && arguments[0] instanceof ChatCompletionCreateParams request) {
				arguments[0] = withTrace(request);
			}
			return call(completions, method, arguments);
		});
	}

	private ChatCompletionCreateParams withTrace(ChatCompletionCreateParams request) {
		Context context = Context.current();
		Spans current = this.spans.getIfAvailable();
		if (current == null || Span.fromContextOrNull(context) == null) {
			return request;
		}
		ChatCompletionCreateParams.Builder traced = request.toBuilder();
		current.inject(context, traced, (builder, name, value) -> {
			if (builder != null) {
				builder.replaceAdditionalHeaders(name, value);
			}
		});
		return traced.build();
	}

	private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
		try {
			return method.invoke(target, arguments);
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
	}

	private static <T> T proxy(Class<T> type, InvocationHandler handler) {
		return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, handler));
	}

}
