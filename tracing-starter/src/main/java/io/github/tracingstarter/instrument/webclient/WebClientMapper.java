package io.github.tracingstarter.instrument.webclient;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

import io.github.tracingstarter.ClientSpanCustomizer;
import io.github.tracingstarter.instrument.Instrumenter;
import io.github.tracingstarter.instrument.ObservationMapper;
import io.github.tracingstarter.instrument.SpanNames;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.instrument.http.CustomizedCall;
import io.github.tracingstarter.instrument.http.HeaderCapture;
import io.github.tracingstarter.instrument.http.HttpCallConvention;
import io.github.tracingstarter.instrument.http.HttpCallMeasurement;
import io.github.tracingstarter.instrument.http.HttpMethods;
import io.github.tracingstarter.instrument.http.ObservationDetails;
import io.github.tracingstarter.instrument.http.Server;
import io.github.tracingstarter.instrument.http.UrlTemplate;
import io.github.tracingstarter.measurement.Measurements;
import io.github.tracingstarter.redaction.UrlRedaction;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.semconv.HttpAttributes;
import io.opentelemetry.semconv.UrlAttributes;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientRequestObservationContext;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;

/**
 * The name and the attributes of the span of a call. Each subscription is a separate
 * call, so each attempt of a {@code retry} has its own span.
 */
final class WebClientMapper implements ObservationMapper<ClientRequestObservationContext> {

	private static final String TEMPLATE = WebClient.class.getName() + ".uriTemplate";

	private final SpanNames names = new SpanNames();

	private final UrlRedaction redaction;

	private final HeaderCapture headers;

	private final ObservationDetails details;

	private final List<ClientSpanCustomizer> customizers;

	private final Supplier<Measurements> measurements;

	WebClientMapper(UrlRedaction redaction, HeaderCapture headers, ObservationDetails details,
			List<ClientSpanCustomizer> customizers, Supplier<Measurements> measurements) {
		this.measurements = SingletonSupplier.of(measurements);
		this.redaction = redaction;
		this.headers = headers;
		this.details = details;
		this.customizers = customizers;
	}

	@Override
	public Class<ClientRequestObservationContext> contextType() {
		return ClientRequestObservationContext.class;
	}

	@Override
	public <O> Instrumenter<O> customized(Instrumenter<O> instrumenter,
			Function<O, ClientRequestObservationContext> context) {
		return this.customizers.isEmpty() ? instrumenter : instrumenter.with(this.customizers,
				(call) -> request(context.apply(call)), (call) -> response(context.apply(call)));
	}

	private static HttpRequest request(ClientRequestObservationContext context) {
		ClientRequest request = Objects.requireNonNull(context.getRequest());
		return CustomizedCall.request(request.method(), request.url(), request.headers(), request.attributes());
	}

	private static @Nullable ClientHttpResponse response(ClientRequestObservationContext context) {
		ClientResponse response = context.getResponse();
		return (response != null) ? CustomizedCall.response(response.statusCode(), response.headers().asHttpHeaders())
				: null;
	}

	@Override
	public String name(ClientRequestObservationContext context) {
		String method = HttpMethods.inName(method(context));
		String template = template(context);
		return (template != null) ? this.names.of(method, template) : method;
	}

	@Override
	public void describe(ClientRequestObservationContext context, AttributesBuilder attributes) {
		ClientRequest request = context.getRequest();
		if (request == null) {
			return;
		}
		HttpMethods.describe(request.method().name(), attributes);
		String template = template(context);
		if (template != null) {
			attributes.put(HttpCallConvention.URL_TEMPLATE, template);
		}
		Server server = Server.of(request.url());
		if (server != null) {
			server.describe(attributes);
		}
		attributes.put(UrlAttributes.URL_FULL, this.redaction.redact(request.url()));
		if (this.headers.hasRequestHeaders()) {
			this.headers.addRequestHeaders(request.headers()::get, attributes::put);
		}
	}

	@Override
	public boolean isMeasured() {
		return this.measurements.get().ofCalls();
	}

	@Override
	public void measured(ClientRequestObservationContext context, long nanos, Context trace) {
		ClientRequest request = context.getRequest();
		if (request != null) {
			ClientResponse response = context.getResponse();
			Server server = Server.of(request.url());
			int status = (response != null) ? response.statusCode().value() : 0;
			this.measurements.get()
				.called(HttpMethods.known(request.method().name()), (server != null) ? server.address() : null,
						(server != null) ? server.port() : -1, status,
						HttpCallMeasurement.errorType(status, error(context)), nanos, trace);
		}
	}

	@Override
	public Throwable failure(Throwable error) {
		Throwable cause = error.getCause();
		return (error instanceof WebClientRequestException && cause != null) ? cause : error;
	}

	@Override
	public @Nullable Throwable error(ClientRequestObservationContext context) {
		Throwable error = context.getError();
		return (error != null) ? failure(error) : null;
	}

	@Override
	public void complete(ClientRequestObservationContext context, Span span) {
		ClientResponse response = context.getResponse();
		if (response != null) {
			int status = response.statusCode().value();
			span.setAttribute(HttpAttributes.HTTP_RESPONSE_STATUS_CODE, (long) status);
			if (status >= 400 && context.getError() == null) {
				Spans.fail(span, Integer.toString(status));
			}
			if (this.headers.hasResponseHeaders()) {
				this.headers.addResponseHeaders(response.headers()::header, span::setAttribute);
			}
		}
	}

	@Override
	public Set<String> replacedKeys() {
		return ObservationDetails.KNOWN;
	}

	@Override
	public @Nullable String replacedName(ClientRequestObservationContext context) {
		return (this.details.name(context, method(context), null) == null) ? context.getContextualName() : null;
	}

	private static String method(ClientRequestObservationContext context) {
		ClientRequest request = context.getRequest();
		return (request != null) ? request.method().name() : "";
	}

	/**
	 * Reads the template from the request, because the context has it only after the
	 * observation has started.
	 */
	private static @Nullable String template(ClientRequestObservationContext context) {
		ClientRequest request = context.getRequest();
		return (request != null && request.attributes().get(TEMPLATE) instanceof String template)
				? UrlTemplate.path(template) : null;
	}

}
