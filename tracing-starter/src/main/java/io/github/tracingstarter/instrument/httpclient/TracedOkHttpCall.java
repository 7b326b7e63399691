package io.github.tracingstarter.instrument.httpclient;

import java.io.IOException;
import java.util.function.Supplier;

import io.github.tracingstarter.instrument.http.HttpCallSpans;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import kotlin.jvm.functions.Function0;
import kotlin.reflect.KClass;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.Request;
import okhttp3.Response;
import okio.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * A call whose callback runs in the context in which the call was enqueued.
 */
final class TracedOkHttpCall implements Call {

	private final Call call;

	private final Supplier<@Nullable HttpCallSpans> spans;

	TracedOkHttpCall(Call call, Supplier<@Nullable HttpCallSpans> spans) {
		this.call = call;
		this.spans = spans;
	}

	@Override
	public Request request() {
		return this.call.request();
	}

	@Override
	public Response execute() throws IOException {
		return this.call.execute();
	}

	/**
	 * Passes this call to the callback, even if there is no trace.
	 */
	@Override
	public void enqueue(Callback callback) {
		Context caller = Context.current();
		HttpCallSpans tracing = this.spans.get();
		boolean inTrace = Span.fromContextOrNull(caller) != null;
		Supplier<Scope> scope = (tracing != null && inTrace) ? () -> tracing.open(caller) : Scope::noop;
		this.call.enqueue((callback != null) ? new CallerCallback(callback, this, scope) : null);
	}

	@Override
	public void cancel() {
		this.call.cancel();
	}

	@Override
	public boolean isExecuted() {
		return this.call.isExecuted();
	}

	@Override
	public boolean isCanceled() {
		return this.call.isCanceled();
	}

	@Override
	public Timeout timeout() {
		return this.call.timeout();
	}

	@Override
	public <T> T tag(KClass<T> type) {
		return this.call.tag(type);
	}

	@Override
	public <T> T tag(Class<? extends T> type) {
		return this.call.tag(type);
	}

	@Override
	public <T> T tag(KClass<T> type, Function0<? extends T> computeIfAbsent) {
		return this.call.tag(type, computeIfAbsent);
	}

	@Override
	public <T> T tag(Class<T> type, Function0<? extends T> computeIfAbsent) {
		return this.call.tag(type, computeIfAbsent);
	}

	@Override
	@SuppressWarnings("MethodDoesntCallSuperMethod")
	public Call clone() {
		return new TracedOkHttpCall(this.call.clone(), this.spans);
	}

	@Override
	public String toString() {
		return this.call.toString();
	}

	/**
	 * A callback that receives the call that the application enqueued.
	 */
	private record CallerCallback(Callback callback, Call call, Supplier<Scope> caller) implements Callback {

		@Override
		public void onFailure(Call sent, IOException ex) {
			Scope scope = this.caller.get();
			try {
				this.callback.onFailure(this.call, ex);
			}
			finally {
				scope.close();
			}
		}

		@Override
		public void onResponse(Call sent, Response response) throws IOException {
			Scope scope = this.caller.get();
			try {
				this.callback.onResponse(this.call, response);
			}
			finally {
				scope.close();
			}
		}

	}

}
