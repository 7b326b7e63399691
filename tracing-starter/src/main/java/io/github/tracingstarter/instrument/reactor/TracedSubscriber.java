package io.github.tracingstarter.instrument.reactor;

import io.github.tracingstarter.report.FailureLog;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CorePublisher;
import reactor.core.CoreSubscriber;
import reactor.core.Fuseable;
import reactor.core.Scannable;
import reactor.util.context.Context;

/**
 * Passes signals on in the trace of its subscriber, and requests elements in that trace
 * as well. The trace is nearly always already current, so no scope is opened.
 *
 * @param <T> the type of the elements
 */
final class TracedSubscriber<T> implements CoreSubscriber<T>, Fuseable.QueueSubscription<T>, Scannable {

	private static final FailureLog failures = new FailureLog(LogFactory.getLog(TracedSubscriber.class),
			"An operator of Reactor runs outside its trace. The application is not affected.");

	private final CoreSubscriber<? super T> actual;

	private final Context context;

	private final io.opentelemetry.context.Context trace;

	/**
	 * Whether the operators before it may have another trace.
	 */
	private final boolean boundary;

	private @Nullable Subscription subscription;

	private TracedSubscriber(CoreSubscriber<? super T> actual, Context context, io.opentelemetry.context.Context trace,
			boolean boundary) {
		this.actual = actual;
		this.context = context;
		this.trace = trace;
		this.boundary = boundary;
	}

	/**
	 * Returns a subscriber that keeps the trace.
	 * @param publisher the publisher
	 * @param actual its subscriber
	 * @return the traced subscriber, or the subscriber itself if there is no trace to
	 * keep
	 */
	static <T> CoreSubscriber<? super T> of(Publisher<?> publisher, CoreSubscriber<? super T> actual) {
		try {
			Context context = actual.currentContext();
			if (actual instanceof TracedSubscriber<?> traced && traced.context == context) {
				// The existing one does the same.
				return actual;
			}
			boolean boundary = OperatorType.of(publisher).changesContext();
			io.opentelemetry.context.Context trace = ReactorTraces.of(context);
			if (trace != null) {
				return new TracedSubscriber<>(actual, context, trace, boundary);
			}
			io.opentelemetry.context.Context current = io.opentelemetry.context.Context.current();
			if (Span.fromContextOrNull(current) == null) {
				// The operators before it may be in a trace, which ends here.
				return boundary ? new TracedSubscriber<>(actual, context, current, true) : actual;
			}
			if (ReactorTraces.isDetached(publisher, actual)) {
				current = io.opentelemetry.context.Context.root();
			}
			return new TracedSubscriber<>(actual, context.put(ReactorTraces.KEY, current), current, boundary);
		}
		catch (RuntimeException | LinkageError ex) {
			failures.log(ex);
			return actual;
		}
	}

	/**
	 * Subscribes in the trace of the subscriber, and keeps that trace.
	 * @param source the publisher
	 * @param actual the subscriber
	 */
	static <T> void subscribe(CorePublisher<? extends T> source, CoreSubscriber<? super T> actual) {
		CoreSubscriber<? super T> subscriber = of(source, actual);
		Scope scope = (subscriber instanceof TracedSubscriber<? super T> traced) ? traced.open() : null;
		try {
			source.subscribe(subscriber);
		}
		finally {
			close(scope);
		}
	}

	/**
	 * Makes the trace current unless it already is.
	 * @return the scope, or null if there is none to close
	 */
	@Nullable Scope open() {
		io.opentelemetry.context.Context current = io.opentelemetry.context.Context.current();
		if (current == this.trace) {
			return null;
		}
		try {
			return isCurrent(current) ? null : this.trace.makeCurrent();
		}
		catch (RuntimeException | LinkageError ex) {
			failures.log(ex);
			return null;
		}
	}

	/**
	 * Like {@link #open()}, for signals without an element. Between two traces, this
	 * subscriber leaves them alone: the request that follows a subscription, often within
	 * the same call, would leave a trace only to enter it again.
	 */
	private @Nullable Scope openForControl() {
		if (this.boundary && (Span.fromContextOrNull(this.trace) == null
				|| Span.fromContextOrNull(io.opentelemetry.context.Context.current()) != null)) {
			return null;
		}
		return open();
	}

	/**
	 * Returns whether the trace is current. A Micrometer scope has the span in a
	 * different context.
	 */
	private boolean isCurrent(io.opentelemetry.context.Context current) {
		Span span = Span.fromContextOrNull(current);
		Span own = Span.fromContextOrNull(this.trace);
		return span == own || (span != null && own != null
				&& span.getSpanContext().getSpanId().equals(own.getSpanContext().getSpanId()));
	}

	static void close(@Nullable Scope scope) {
		if (scope != null) {
			try {
				scope.close();
			}
			catch (RuntimeException | LinkageError ex) {
				failures.log(ex);
			}
		}
	}

	@Override
	public Context currentContext() {
		return this.context;
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		this.subscription = subscription;
		Scope scope = openForControl();
		try {
			this.actual.onSubscribe(this);
		}
		finally {
			close(scope);
		}
	}

	@Override
	public void onNext(T element) {
		Scope scope = open();
		try {
			this.actual.onNext(element);
		}
		finally {
			close(scope);
		}
	}

	@Override
	public void onError(Throwable error) {
		Scope scope = open();
		try {
			this.actual.onError(error);
		}
		finally {
			close(scope);
		}
	}

	@Override
	public void onComplete() {
		Scope scope = open();
		try {
			this.actual.onComplete();
		}
		finally {
			close(scope);
		}
	}

	@Override
	public void request(long count) {
		Subscription source = this.subscription;
		if (source != null) {
			Scope scope = openForControl();
			try {
				source.request(count);
			}
			finally {
				close(scope);
			}
		}
	}

	@Override
	public void cancel() {
		Subscription source = this.subscription;
		if (source != null) {
			Scope scope = openForControl();
			try {
				source.cancel();
			}
			finally {
				close(scope);
			}
		}
	}

	/**
	 * Refuses fusion, because a fused operator would be polled without calling this one.
	 */
	@Override
	public int requestFusion(int mode) {
		return Fuseable.NONE;
	}

	@Override
	public @Nullable T poll() {
		return null;
	}

	@Override
	public int size() {
		return 0;
	}

	@Override
	public boolean isEmpty() {
		return true;
	}

	@Override
	public void clear() {
		// There is no queue.
	}

	@Override
	public @Nullable Object scanUnsafe(@SuppressWarnings("rawtypes") Attr key) {
		if (key == Attr.PARENT) {
			return this.subscription;
		}
		if (key == Attr.ACTUAL) {
			return this.actual;
		}
		return (key == Attr.RUN_STYLE) ? Attr.RunStyle.SYNC : null;
	}

}
