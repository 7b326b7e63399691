package io.github.tracingstarter.instrument.servlet;

import java.util.Collections;
import java.util.Iterator;
import java.util.Set;

import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.instrument.http.ExcludedRequests;
import io.github.tracingstarter.propagation.TraceHeaders;
import io.github.tracingstarter.redaction.UrlRedaction;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.semconv.ClientAttributes;
import io.opentelemetry.semconv.HttpAttributes;
import io.opentelemetry.semconv.NetworkAttributes;
import io.opentelemetry.semconv.ServerAttributes;
import io.opentelemetry.semconv.UrlAttributes;
import io.opentelemetry.semconv.UserAgentAttributes;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Starts the span of a request with the attributes that are known from the start.
 */
class ServerSpans {

	private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS",
			"TRACE", "CONNECT", "QUERY");

	private static final String OTHER_METHOD = "_OTHER";

	private final Spans spans;

	private final UrlRedaction redaction;

	private final TraceHeaders headers;

	private final ExcludedRequests excluded;

	private final boolean dropStaticResources;

	ServerSpans(Spans spans, UrlRedaction redaction, ExcludedRequests excluded, boolean dropStaticResources) {
		this.spans = spans;
		this.redaction = redaction;
		this.headers = TraceHeaders.with(spans.propagation());
		this.excluded = excluded;
		this.dropStaticResources = dropStaticResources;
	}

	ServerExchange start(HttpServletRequest request) {
		Context parent = this.headers.extract(Context.root(), request, Headers.INSTANCE);
		boolean known = METHODS.contains(request.getMethod());
		String name = known ? request.getMethod() : "HTTP";
		Span span = isExcluded(request) ? dropped(parent) : started(request, name, known, parent);
		Context context = parent.with(span);
		return (this.dropStaticResources && span.isRecording() && namesFile(request.getRequestURI()))
				? new FileExchange(span, context, name) : new ServerExchange(span, context, name);
	}

	private boolean isExcluded(HttpServletRequest request) {
		return request.getAttribute(Spans.UNTRACED) != null
				|| this.excluded.contain(request.getMethod(), request.getRequestURI(), request.getContextPath());
	}

	/**
	 * Whether the path names a file. A page that a handler answers by a forward to a
	 * static file is no static resource.
	 */
	private static boolean namesFile(String path) {
		return path.indexOf('.', path.lastIndexOf('/') + 1) >= 0;
	}

	private Span started(HttpServletRequest request, String name, boolean knownMethod, Context parent) {
		SpanBuilder builder = this.spans.span(name, SpanKind.SERVER, parent);
		if (!this.spans.canDescribeLater(parent)) {
			describe(request, name, knownMethod, builder::setAttribute);
			return builder.startSpan();
		}
		Span span = builder.startSpan();
		if (span.isRecording()) {
			describe(request, name, knownMethod, span::setAttribute);
		}
		return span;
	}

	private void describe(HttpServletRequest request, String name, boolean knownMethod, Description description) {
		description.put(HttpAttributes.HTTP_REQUEST_METHOD, knownMethod ? name : OTHER_METHOD);
		if (!knownMethod) {
			description.put(HttpAttributes.HTTP_REQUEST_METHOD_ORIGINAL, request.getMethod());
		}
		description.put(UrlAttributes.URL_PATH, this.redaction.redactPath(request.getRequestURI()));
		description.put(UrlAttributes.URL_SCHEME, request.getScheme());
		description.put(ServerAttributes.SERVER_ADDRESS, request.getServerName());
		description.put(ServerAttributes.SERVER_PORT, (long) request.getServerPort());
		description.put(ClientAttributes.CLIENT_ADDRESS, request.getRemoteAddr());
		description.put(NetworkAttributes.NETWORK_PROTOCOL_VERSION, protocolVersion(request.getProtocol()));
		String query = request.getQueryString();
		if (query != null) {
			description.put(UrlAttributes.URL_QUERY, this.redaction.redactQuery(query));
		}
		String userAgent = request.getHeader("User-Agent");
		if (userAgent != null) {
			description.put(UserAgentAttributes.USER_AGENT_ORIGINAL, userAgent);
		}
	}

	/**
	 * A span context that is valid and not sampled: a parent-based sampler drops all
	 * children, and called services are told to drop theirs.
	 */
	private static Span dropped(Context parent) {
		SpanContext caller = Span.fromContext(parent).getSpanContext();
		String traceId = caller.isValid() ? caller.getTraceId() : IdGenerator.random().generateTraceId();
		String spanId = caller.isValid() ? caller.getSpanId() : IdGenerator.random().generateSpanId();
		return Span.wrap(SpanContext.create(traceId, spanId, TraceFlags.getDefault(), caller.getTraceState()));
	}

	private static String protocolVersion(String protocol) {
		return switch (protocol) {
			case "HTTP/1.1" -> "1.1";
			case "HTTP/2.0", "HTTP/2" -> "2";
			case "HTTP/1.0" -> "1.0";
			case "HTTP/3.0", "HTTP/3" -> "3";
			default -> protocol.startsWith("HTTP/") ? protocol.substring(5) : protocol;
		};
	}

	/**
	 * The attributes of a span, or of one to be started.
	 */
	private interface Description {

		<T> void put(AttributeKey<T> key, T value);

	}

	private enum Headers implements TextMapGetter<HttpServletRequest> {

		INSTANCE;

		@Override
		public Iterable<String> keys(HttpServletRequest carrier) {
			return () -> carrier.getHeaderNames().asIterator();
		}

		@Override
		public @Nullable String get(@Nullable HttpServletRequest carrier, String key) {
			return (carrier != null) ? carrier.getHeader(key) : null;
		}

		@Override
		public Iterator<String> getAll(@Nullable HttpServletRequest carrier, String key) {
			return (carrier != null) ? carrier.getHeaders(key).asIterator() : Collections.emptyIterator();
		}

	}

}
