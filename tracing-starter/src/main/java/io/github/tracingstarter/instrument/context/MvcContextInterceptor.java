package io.github.tracingstarter.instrument.context;

import java.util.concurrent.Callable;

import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.async.CallableProcessingInterceptor;

/**
 * Restores the trace of a request on the thread that continues it, whichever executor
 * Spring MVC uses: for a {@code Callable}, a {@code WebAsyncTask} and a
 * {@code StreamingResponseBody}.
 * <p>
 * The context is not kept in the attributes of the request, because a server reuses the
 * request after a timeout, while the task may still be running.
 */
final class MvcContextInterceptor implements CallableProcessingInterceptor {

	private final CarriedContexts contexts = new CarriedContexts();

	@Override
	public <T> void beforeConcurrentHandling(NativeWebRequest request, Callable<T> task) {
		this.contexts.keep(request);
	}

	@Override
	public <T> void preProcess(NativeWebRequest request, Callable<T> task) {
		if (Context.current() == Context.root()) {
			this.contexts.enter(request);
		}
		else {
			// The executor carries contexts itself, or some other code that knows more
			// does.
			this.contexts.forget(request);
		}
	}

	@Override
	public <T> void postProcess(NativeWebRequest request, Callable<T> task, @Nullable Object result) {
		this.contexts.exit();
	}

}
