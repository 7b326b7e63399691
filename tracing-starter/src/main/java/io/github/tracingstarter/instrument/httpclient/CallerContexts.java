package io.github.tracingstarter.instrument.httpclient;

import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import okhttp3.Call;
import okhttp3.EventListener;

/**
 * Remembers the context in which a call was made, because OkHttp sends asynchronous calls
 * on its own threads. OkHttp requests a listener where the call is made.
 */
final class CallerContexts implements EventListener.Factory {

	private final EventListener.Factory listeners;

	private final Map<Call, Context> contexts = Collections.synchronizedMap(new WeakHashMap<>());

	CallerContexts(EventListener.Factory listeners) {
		this.listeners = listeners;
	}

	@Override
	public EventListener create(Call call) {
		remember(call);
		return this.listeners.create(call);
	}

	/**
	 * Remembers the context of a call that the current thread makes.
	 */
	void remember(Call call) {
		Context context = Context.current();
		if (Span.fromContextOrNull(context) != null) {
			this.contexts.put(call, context);
		}
	}

	/**
	 * Returns the context of a call that the current thread is sending.
	 */
	Context of(Call call) {
		Context current = Context.current();
		return (Span.fromContextOrNull(current) != null) ? current : this.contexts.getOrDefault(call, current);
	}

}
