package io.github.tracingstarter.instrument.http;

import java.util.List;

import io.github.tracingstarter.ClientSpanCustomizer;
import io.github.tracingstarter.instrument.Instrumenter;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.redaction.UrlRedaction;
import io.github.tracingstarter.report.FailureLog;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapSetter;
import io.opentelemetry.sdk.trace.ReadableSpan;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Creates the CLIENT spans of calls by the clients of libraries, and writes the trace to
 * their headers.
 */
public final class HttpCallSpans {

	private static final TextMapSetter<HttpCall> HEADERS = (call, name, value) -> {
		if (call != null) {
			call.setHeader(name, value);
		}
	};

	private static final TextMapSetter<HeaderComparison> COMPARING = (comparison, name, value) -> {
		if (comparison != null) {
			comparison.compare(name, value);
		}
	};

	private final Spans spans;

	private final Instrumenter<HttpCall> instrumenter;

	private final FailureLog failures = new FailureLog(LogFactory.getLog(HttpCallSpans.class),
			"An outgoing HTTP call could not be traced. The call is not affected.");

	/**
	 * Creates an instance.
	 * @param spans creates the spans
	 * @param instrumentation the name of the instrumentation
	 * @param redaction removes secrets from URLs
	 * @param headers the headers to add
	 * @param customizers the application's customizers, in their order
	 */
	public HttpCallSpans(Spans spans, String instrumentation, UrlRedaction redaction, HeaderCapture headers,
			List<ClientSpanCustomizer> customizers) {
		this.spans = spans;
		Instrumenter<HttpCall> instrumenter = Instrumenter.of(spans, instrumentation,
				new HttpCallConvention<>(redaction, headers), this.failures);
		this.instrumenter = customizers.isEmpty() ? instrumenter : CustomizedCall.customize(instrumenter, customizers);
	}

	/**
	 * Starts the span of a call, if it is to have one, and writes the headers.
	 * @param call the call
	 * @param parent the context that holds the parent, or none
	 * @return the started call
	 */
	public Started start(HttpCall call, Context parent) {
		try {
			boolean written = hasHeadersOf(call, parent);
			if (written && isInCall(parent)) {
				return new Started(call, parent, parent, null, 0);
			}
			// A client built on this one that counts the call has written the headers,
			// whether or not it has created a span.
			long measured = (!written && this.spans.measurements().ofCalls()) ? System.nanoTime() : 0;
			Span span = (!Spans.isDropped(parent) && this.instrumenter.isTraced(call))
					? this.instrumenter.start(parent, call) : null;
			Started started = new Started(call, parent, (span != null) ? parent.with(span) : parent, span, measured);
			writeHeaders(call, started.context);
			return started;
		}
		catch (RuntimeException | LinkageError ex) {
			this.failures.log(ex);
			return new Started(call, parent, parent, null, 0);
		}
	}

	/**
	 * Returns whether a client built on this one may have created the span.
	 */
	private static boolean isInCall(Context parent) {
		return Span.fromContextOrNull(parent) instanceof ReadableSpan around && around.getKind() == SpanKind.CLIENT;
	}

	/**
	 * Returns whether the headers of a context have already been written to the call.
	 * Usually there are none.
	 */
	private boolean hasHeadersOf(HttpCall call, Context context) {
		if (!this.spans.propagation().isIn(call, HttpCall::header)) {
			return false;
		}
		HeaderComparison comparison = new HeaderComparison(call);
		this.spans.inject(context, comparison, COMPARING);
		return comparison.isEqual();
	}

	private void writeHeaders(HttpCall call, Context context) {
		try {
			this.spans.inject(context, call, HEADERS);
		}
		catch (RuntimeException | LinkageError ex) {
			this.failures.log(ex);
		}
	}

	/**
	 * Makes a context current on the thread.
	 * @param context the context
	 * @return the scope, which does not fail when closed
	 */
	public Scope open(Context context) {
		Scope scope = this.instrumenter.open(context);
		return () -> this.instrumenter.close(scope);
	}

	/**
	 * Compares headers with those of a call.
	 */
	private static final class HeaderComparison {

		private final HttpCall call;

		private boolean any;

		private boolean different;

		HeaderComparison(HttpCall call) {
			this.call = call;
		}

		void compare(String name, String value) {
			this.any = true;
			this.different |= !value.equals(this.call.header(name));
		}

		boolean isEqual() {
			return this.any && !this.different;
		}

	}

	/**
	 * A call whose span, if it has one, has been started.
	 */
	public final class Started {

		private final HttpCall call;

		private final Context parent;

		private final Context context;

		private final @Nullable Span span;

		/** When the call began, or 0 if it is not counted. */
		private final long measured;

		private Started(HttpCall call, Context parent, Context context, @Nullable Span span, long measured) {
			this.measured = measured;
			this.call = call;
			this.parent = parent;
			this.context = context;
			this.span = span;
		}

		/**
		 * Makes the span current on the thread.
		 * @return the scope, which does not fail when closed
		 */
		public Scope open() {
			return (this.span != null) ? HttpCallSpans.this.open(this.context) : Scope.noop();
		}

		/**
		 * Makes the caller's context current on the thread, for code of the caller that
		 * handles the response to an asynchronous call.
		 * @return the scope, which does not fail when closed
		 */
		public Scope openCaller() {
			return HttpCallSpans.this.open(this.parent);
		}

		/**
		 * Ends the span.
		 * @param error the exception that ended the call, or null
		 */
		public void end(@Nullable Throwable error) {
			if (this.measured != 0) {
				HttpCallMeasurement.ended(HttpCallSpans.this.spans.measurements(), this.call, error,
						System.nanoTime() - this.measured, this.context);
			}
			if (this.span != null) {
				HttpCallSpans.this.instrumenter.describe(this.span, this.call, error);
				HttpCallSpans.this.instrumenter.end(this.span);
			}
		}

	}

}
