package io.github.tracingstarter.instrument.restclient;

import java.io.IOException;
import java.util.List;

import io.github.tracingstarter.ClientSpanCustomizer;
import io.github.tracingstarter.instrument.Instrumenter;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.instrument.http.HeaderCapture;
import io.github.tracingstarter.instrument.http.HttpCallConvention;
import io.github.tracingstarter.instrument.http.HttpCallMeasurement;
import io.github.tracingstarter.redaction.UrlRedaction;
import io.github.tracingstarter.report.FailureLog;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapSetter;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.http.client.ClientHttpResponse;

/**
 * Sends requests, each in a CLIENT span whose context is sent in its headers. The span
 * ends when the headers of the response have arrived, because the application reads the
 * body at its own pace, or never.
 */
final class ClientSpans {

	private static final TextMapSetter<TracedRequest> HEADERS = (request, name, value) -> {
		if (request != null) {
			request.setHeader(name, value);
		}
	};

	private final Spans spans;

	private final HttpCallConvention<TracedRequest> convention;

	private final Instrumenter<TracedRequest> instrumenter;

	private final boolean customized;

	private final CallObservations observations;

	private final FailureLog failures = new FailureLog(LogFactory.getLog(ClientSpans.class),
			"An outgoing HTTP call could not be traced. The call is not affected.");

	ClientSpans(Spans spans, UrlRedaction redaction, HeaderCapture headers, List<ClientSpanCustomizer> customizers,
			CallObservations observations) {
		this.spans = spans;
		this.customized = !customizers.isEmpty();
		this.convention = new HttpCallConvention<>(redaction, headers);
		this.instrumenter = Instrumenter.of(spans, "client", this.convention, this.failures)
			.with(customizers, (request) -> request, TracedRequest::response);
		this.observations = observations;
	}

	ClientHttpResponse execute(TracedRequest request) throws IOException {
		if (isOff(request)) {
			return request.send();
		}
		ObservedCall call = this.observations.of(request);
		if (call != null) {
			this.failures.guard(call::attemptStarts);
		}
		Context current = Context.current();
		long measured = this.spans.measurements().ofCalls() ? System.nanoTime() : 0;
		Span span = start(request, current);
		if (span == null) {
			writeHeaders(request, current);
			return (measured != 0) ? send(request, current, measured) : request.send();
		}
		Context context = current.with(span);
		writeHeaders(request, context);
		Scope scope = this.instrumenter.open(context);
		adoptSpan();
		Throwable error = null;
		try {
			return request.send();
		}
		catch (Throwable ex) {
			error = ex;
			throw ex;
		}
		finally {
			measure(request, context, measured, error);
			this.instrumenter.describe(span, request, error);
			this.instrumenter.close(scope);
			if (call != null) {
				this.failures
					.guard(() -> call.attemptEnds(span, this.customized ? this.convention.name(request) : null));
			}
			else {
				this.instrumenter.end(span);
			}
		}
	}

	private ClientHttpResponse send(TracedRequest request, Context context, long measured) throws IOException {
		Throwable error = null;
		try {
			return request.send();
		}
		catch (Throwable ex) {
			error = ex;
			throw ex;
		}
		finally {
			measure(request, context, measured, error);
		}
	}

	private void measure(TracedRequest request, Context context, long measured, @Nullable Throwable error) {
		if (measured != 0) {
			HttpCallMeasurement.ended(this.spans.measurements(), request, error, System.nanoTime() - measured, context);
		}
	}

	/**
	 * Returns whether the application has turned the observations of such calls off. An
	 * exception of the application's predicate is not propagated from here, because
	 * Spring calls the predicate as well.
	 */
	private boolean isOff(TracedRequest request) {
		try {
			return this.observations.areOff(request);
		}
		catch (RuntimeException | LinkageError ex) {
			this.failures.log(ex);
			return false;
		}
	}

	/**
	 * Starts the span, if there is to be one.
	 */
	private @Nullable Span start(TracedRequest request, Context parent) {
		return (!Spans.isDropped(parent) && this.instrumenter.isTraced(request))
				? this.instrumenter.start(parent, request) : null;
	}

	/**
	 * Writes the context to the headers, or the decision to drop the trace.
	 */
	private void writeHeaders(TracedRequest request, Context context) {
		try {
			this.spans.inject(context, request, HEADERS);
		}
		catch (RuntimeException | LinkageError ex) {
			this.failures.log(ex);
		}
	}

	private void adoptSpan() {
		try {
			this.observations.adoptCurrentSpan();
		}
		catch (RuntimeException | LinkageError ex) {
			this.failures.log(ex);
		}
	}

}
