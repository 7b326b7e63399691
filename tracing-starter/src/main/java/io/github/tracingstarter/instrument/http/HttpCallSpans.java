package io.github.tracingstarter.instrument.http;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
 * Makes the CLIENT spans of calls with the clients of libraries, and writes the trace
 * into their headers.
 */
public final class HttpCallSpans {

	private static final TextMapSetter<HttpCall> HEADERS = (call, name, value) -> {
		if (call != null) {
			call.setHeader(name, value);
		}
	};

	private final Spans spans;

	private final Instrumenter<HttpCall> instrumenter;

	private final FailureLog failures = new FailureLog(LogFactory.getLog(HttpCallSpans.class),
			"An outgoing HTTP call could not be traced. The call is not affected.");

	/**
	 * Creates it.
	 * @param spans makes the spans
	 * @param instrumentation the name of the instrumentation
	 * @param redaction removes secrets from URLs
	 * @param headers the headers to add
	 * @param customizers the customizers of the application, in their order
	 */
	public HttpCallSpans(Spans spans, String instrumentation, UrlRedaction redaction, HeaderCapture headers,
			List<ClientSpanCustomizer> customizers) {
		this.spans = spans;
		Instrumenter<HttpCall> instrumenter = Instrumenter.of(spans, instrumentation,
				new HttpCallConvention<>(redaction, headers), this.failures);
		this.instrumenter = customizers.isEmpty() ? instrumenter : CustomizedCall.customize(instrumenter, customizers);
	}

	/**
	 * Starts the span of a call, if there is one to make, and writes the headers.
	 * @param call the call
	 * @param parent the context that holds the parent, or none
	 * @return the started call
	 */
	public Started start(HttpCall call, Context parent) {
		try {
			if (isPartOfAnother(call, parent)) {
				return new Started(call, parent, parent, null, 0);
			}
			long measured = isMeasured(call, parent) ? System.nanoTime() : 0;
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
	 * Whether the call is counted. A client that is built on this one has written the
	 * headers if it counts the call, whether or not it has a span.
	 */
	private boolean isMeasured(HttpCall call, Context parent) {
		return this.spans.measurements().ofCalls() && !hasHeadersOf(call, parent);
	}

	/**
	 * Whether a client that is built on this one has made the span, and written its
	 * headers.
	 */
	private boolean isPartOfAnother(HttpCall call, Context parent) {
		if (!(Span.fromContextOrNull(parent) instanceof ReadableSpan around) || around.getKind() != SpanKind.CLIENT) {
			return false;
		}
		return hasHeadersOf(call, parent);
	}

	private boolean hasHeadersOf(HttpCall call, Context parent) {
		Map<String, String> written = new HashMap<>();
		this.spans.inject(parent, written, (headers, name, value) -> written.put(name, value));
		return !written.isEmpty() && written.entrySet()
			.stream()
			.allMatch((header) -> header.getValue().equals(call.header(header.getKey())));
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
	 * Makes a context the current one of the thread.
	 * @param context the context
	 * @return the scope, whose closing does not fail
	 */
	public Scope open(Context context) {
		Scope scope = this.instrumenter.open(context);
		return () -> this.instrumenter.close(scope);
	}

	/**
	 * A call whose span, if it has one, is started.
	 */
	public final class Started {

		private final HttpCall call;

		private final Context parent;

		private final Context context;

		private final @Nullable Span span;

		/** When a call began that is counted, or 0. */
		private final long measured;

		private Started(HttpCall call, Context parent, Context context, @Nullable Span span, long measured) {
			this.measured = measured;
			this.call = call;
			this.parent = parent;
			this.context = context;
			this.span = span;
		}

		/**
		 * Makes the span the current one of the thread.
		 * @return the scope, whose closing does not fail
		 */
		public Scope open() {
			return (this.span != null) ? HttpCallSpans.this.open(this.context) : Scope.noop();
		}

		/**
		 * Makes the context of the caller the current one of the thread, for what the
		 * caller does with the answer to an asynchronous call.
		 * @return the scope, whose closing does not fail
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
