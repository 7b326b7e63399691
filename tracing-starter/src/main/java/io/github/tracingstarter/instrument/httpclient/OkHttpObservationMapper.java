package io.github.tracingstarter.instrument.httpclient;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

import io.github.tracingstarter.ClientSpanCustomizer;
import io.github.tracingstarter.instrument.Instrumenter;
import io.github.tracingstarter.instrument.ObservationMapper;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.instrument.http.CustomizedCall;
import io.github.tracingstarter.instrument.http.HeaderCapture;
import io.github.tracingstarter.instrument.http.HttpCallMeasurement;
import io.github.tracingstarter.instrument.http.HttpMethods;
import io.github.tracingstarter.instrument.http.ObservationDetails;
import io.github.tracingstarter.instrument.http.Server;
import io.github.tracingstarter.redaction.UrlRedaction;
import io.micrometer.core.instrument.binder.okhttp3.OkHttpContext;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.semconv.HttpAttributes;
import io.opentelemetry.semconv.UrlAttributes;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

import org.springframework.util.function.SingletonSupplier;

/**
 * Describes OkHttp calls that Micrometer's interceptor observes. Libraries add it to
 * their own clients, which no bean refers to.
 */
final class OkHttpObservationMapper implements ObservationMapper<OkHttpContext> {

	private static final Set<String> REPLACED = Set.of("host", "target.host", "target.port", "target.scheme");

	private static final TextMapGetter<Request> HEADERS = new TextMapGetter<>() {

		@Override
		public Iterable<String> keys(Request carrier) {
			return carrier.headers().names();
		}

		@Override
		public @Nullable String get(@Nullable Request carrier, String key) {
			return (carrier != null) ? carrier.header(key) : null;
		}

	};

	private final boolean enabled;

	private final UrlRedaction redaction;

	private final HeaderCapture headers;

	private final List<ClientSpanCustomizer> customizers;

	private final Supplier<Spans> spans;

	OkHttpObservationMapper(boolean enabled, UrlRedaction redaction, HeaderCapture headers,
			List<ClientSpanCustomizer> customizers, Supplier<Spans> spans) {
		this.enabled = enabled;
		this.redaction = redaction;
		this.headers = headers;
		this.customizers = customizers;
		this.spans = SingletonSupplier.of(spans);
	}

	@Override
	public Class<OkHttpContext> contextType() {
		return OkHttpContext.class;
	}

	@Override
	public boolean isNoise(OkHttpContext context) {
		return !this.enabled;
	}

	@Override
	public <O> Instrumenter<O> customized(Instrumenter<O> instrumenter, Function<O, OkHttpContext> context) {
		return this.customizers.isEmpty() ? instrumenter
				: instrumenter.with(this.customizers,
						(observed) -> CustomizedCall.request(call(context.apply(observed))),
						(observed) -> CustomizedCall.response(call(context.apply(observed))));
	}

	private static OkHttpCall call(OkHttpContext context) {
		OkHttpCall call = new OkHttpCall(request(context));
		Response response = context.getResponse();
		if (response != null) {
			call.answered(response);
		}
		return call;
	}

	/**
	 * Returns the request. Micrometer 1.16 sets it only when it is sent.
	 */
	private static Request request(OkHttpContext context) {
		Request request = context.getRequest();
		return (request != null) ? request : Objects.requireNonNull(context.getCarrier()).build();
	}

	@Override
	public String name(OkHttpContext context) {
		return HttpMethods.inName(request(context).method());
	}

	/**
	 * Returns the context that the span starts in. If a library sends a request from
	 * another thread, the request may have the trace of the caller although the thread
	 * has not.
	 */
	@Override
	public Context starting(OkHttpContext context, Context parent) {
		if (Span.fromContextOrNull(parent) != null) {
			return parent;
		}
		Context extracted = this.spans.get().propagation().propagator().extract(parent, request(context), HEADERS);
		SpanContext caller = Span.fromContext(extracted).getSpanContext();
		// The caller is in this application, so it is not a remote parent.
		return caller.isValid() ? parent.with(Span.wrap(SpanContext.create(caller.getTraceId(), caller.getSpanId(),
				caller.getTraceFlags(), caller.getTraceState()))) : parent;
	}

	@Override
	public void describe(OkHttpContext context, AttributesBuilder attributes) {
		OkHttpCall call = call(context);
		HttpMethods.describe(call.method(), attributes);
		Server server = Server.of(call.uri());
		if (server != null) {
			server.describe(attributes);
		}
		attributes.put(UrlAttributes.URL_FULL, this.redaction.redact(call.uri()));
		if (this.headers.hasRequestHeaders()) {
			this.headers.addRequestHeaders(call::requestHeader, attributes::put);
		}
	}

	@Override
	public void complete(OkHttpContext context, Span span) {
		Response response = context.getResponse();
		if (response == null) {
			return;
		}
		span.setAttribute(HttpAttributes.HTTP_RESPONSE_STATUS_CODE, (long) response.code());
		if (response.code() >= 400) {
			Spans.fail(span, Integer.toString(response.code()));
		}
		if (this.headers.hasResponseHeaders()) {
			this.headers.addResponseHeaders(call(context)::responseHeader, span::setAttribute);
		}
	}

	@Override
	public boolean isMeasured() {
		return this.spans.get().measurements().ofCalls();
	}

	@Override
	public void measured(OkHttpContext context, long nanos, Context trace) {
		HttpCallMeasurement.ended(this.spans.get().measurements(), call(context), context.getError(), nanos, trace);
	}

	@Override
	public Set<String> replacedKeys() {
		return REPLACED;
	}

	@Override
	public boolean isReplaced(String key) {
		return REPLACED.contains(key) || ObservationDetails.KNOWN.contains(key);
	}

	@Override
	public @Nullable String replacedName(OkHttpContext context) {
		return Objects.requireNonNullElse(context.getContextualName(), context.getName());
	}

}
