package io.github.tracingstarter.instrument.grpc;

import java.util.concurrent.atomic.AtomicBoolean;

import io.github.tracingstarter.instrument.Instrumenter;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;

/**
 * Listens to a served call, with its span as the current one, and ends the span.
 *
 * @param <Q> the type of its messages
 */
final class ServedCall<Q> extends ServerCall.Listener<Q> {

	private final Instrumenter<GrpcCall> instrumenter;

	private final GrpcCall call;

	private final Span span;

	private final Context context;

	private final AtomicBoolean ended = new AtomicBoolean();

	private ServerCall.@Nullable Listener<Q> listener;

	ServedCall(Instrumenter<GrpcCall> instrumenter, GrpcCall call, Span span, Context context) {
		this.instrumenter = instrumenter;
		this.call = call;
		this.span = span;
		this.context = context;
	}

	void listen(ServerCall.Listener<Q> listener) {
		this.listener = listener;
	}

	Scope open() {
		return this.instrumenter.open(this.context);
	}

	@Override
	public void onMessage(Q message) {
		run((listener) -> listener.onMessage(message));
	}

	@Override
	public void onHalfClose() {
		run(ServerCall.Listener::onHalfClose);
	}

	@Override
	public void onReady() {
		run(ServerCall.Listener::onReady);
	}

	@Override
	public void onComplete() {
		try {
			run(ServerCall.Listener::onComplete);
		}
		finally {
			end(null);
		}
	}

	@Override
	public void onCancel() {
		try {
			run(ServerCall.Listener::onCancel);
		}
		finally {
			if (this.call.status() == null) {
				this.call.closed(Status.CANCELLED);
			}
			end(null);
		}
	}

	private void run(Callback<Q> callback) {
		ServerCall.Listener<Q> listener = this.listener;
		if (listener == null) {
			return;
		}
		Scope scope = open();
		try {
			callback.call(listener);
		}
		catch (RuntimeException | Error ex) {
			end(ex);
			throw ex;
		}
		finally {
			this.instrumenter.close(scope);
		}
	}

	/**
	 * Ends the span, unless it has already ended.
	 * @param error the application's exception, or null
	 */
	void end(@Nullable Throwable error) {
		if (this.ended.compareAndSet(false, true)) {
			if (error != null) {
				this.call.closed(Status.fromThrowable(error));
			}
			this.instrumenter.describe(this.span, this.call, error);
			this.instrumenter.end(this.span);
		}
	}

	/**
	 * A callback of the listener.
	 *
	 * @param <Q> the type of the messages
	 */
	private interface Callback<Q> {

		void call(ServerCall.Listener<Q> listener);

	}

}
