package io.github.tracingstarter.instrument.faas;

import java.util.Collection;
import java.util.List;

import io.github.tracingstarter.instrument.Instrumenter;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;

/**
 * An invocation between its start and its end, which is always on the same thread. To be
 * closed in a {@code finally} block: this ends its span and sends everything.
 */
final class RunningInvocation implements AutoCloseable {

	private final Invocation invocation;

	private final boolean cold;

	private final Instrumenter<RunningInvocation> instrumenter;

	private final InvocationFlush flush;

	private Collection<SpanContext> links = List.of();

	private @Nullable Span span;

	private Scope scope = Scope.noop();

	private @Nullable Throwable error;

	RunningInvocation(Invocation invocation, boolean cold, Instrumenter<RunningInvocation> instrumenter,
			InvocationFlush flush) {
		this.invocation = invocation;
		this.cold = cold;
		this.instrumenter = instrumenter;
		this.flush = flush;
	}

	Invocation invocation() {
		return this.invocation;
	}

	boolean isCold() {
		return this.cold;
	}

	Collection<SpanContext> links() {
		return this.links;
	}

	void linkTo(Collection<SpanContext> senders) {
		this.links = senders;
	}

	void started(Span started, Scope opened) {
		this.span = started;
		this.scope = opened;
	}

	/**
	 * Returns whether a span records the invocation.
	 */
	boolean isRecorded() {
		Span current = this.span;
		return current != null && current.isRecording();
	}

	/**
	 * Remembers the exception that ends the function, which the caller throws on.
	 * @param failure the exception
	 */
	void failed(Throwable failure) {
		this.error = failure;
	}

	/**
	 * Ends the span, and waits until everything has been sent or the time for that is
	 * over. Never throws.
	 */
	@Override
	public void close() {
		this.instrumenter.close(this.scope);
		Span ending = this.span;
		if (ending != null) {
			this.instrumenter.describe(ending, this, this.error);
			this.instrumenter.end(ending);
		}
		this.flush.run();
	}

}
