package io.github.tracingstarter.instrument.faas;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Type;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import com.microsoft.azure.functions.HttpRequestMessage;
import com.microsoft.azure.functions.HttpResponseMessage;
import com.microsoft.azure.functions.TraceContext;
import io.github.tracingstarter.instrument.Messaging;
import io.github.tracingstarter.instrument.Senders;
import io.github.tracingstarter.instrument.http.HeaderCapture;
import io.github.tracingstarter.instrument.http.HttpMethods;
import io.github.tracingstarter.instrument.http.IpAddresses;
import io.github.tracingstarter.propagation.TraceHeaders;
import io.github.tracingstarter.redaction.UrlRedaction;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.semconv.HttpAttributes;
import io.opentelemetry.semconv.ServerAttributes;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;
import org.springframework.util.StringUtils;

/**
 * An invocation of a function on Azure.
 */
final class AzureInvocation extends Invocation {

	private static final String PROCESS = "process";

	private static final AttributeKey<String> FAAS_NAME = AttributeKey.stringKey("faas.name");

	private static final AttributeKey<String> FAAS_CRON = AttributeKey.stringKey("faas.cron");

	private static final AttributeKey<String> PROVIDER = AttributeKey.stringKey("azure.resource_provider.namespace");

	private static final AttributeKey<String> SUBSCRIPTION = AttributeKey
		.stringKey("messaging.destination.subscription.name");

	/** A body that is not converted, or only from bytes to text. */
	private static final Type REQUEST = ResolvableType
		.forClassWithGenerics(HttpRequestMessage.class,
				ResolvableType.forClassWithGenerics(Optional.class, String.class))
		.getType();

	private static final AzureMessageProperties PROPERTIES = new AzureMessageProperties();

	private final AzureWorker worker;

	private final Details details;

	private final long arrival;

	private final AzureTrigger trigger;

	private final @Nullable HttpRequestMessage<?> request;

	private final List<Map<?, ?>> messages;

	AzureInvocation(AzureWorker worker, Details details, long arrival) {
		this.worker = worker;
		this.details = details;
		this.arrival = arrival;
		this.trigger = AzureTrigger.of(worker);
		this.request = request();
		this.messages = isMessage() ? AzureMessageProperties.of(worker) : List.of();
	}

	private @Nullable HttpRequestMessage<?> request() {
		String parameter = this.trigger.parameter();
		return (this.trigger.source() == AzureTrigger.Source.HTTP && parameter != null
				&& this.worker.input(parameter, REQUEST) instanceof HttpRequestMessage<?> request) ? request : null;
	}

	private boolean isMessage() {
		return trigger() == Trigger.PUBSUB;
	}

	@Override
	long arrival() {
		return this.arrival;
	}

	@Override
	String name() {
		if (this.request != null) {
			return HttpMethods.inName(method(this.request)) + " " + route(this.request);
		}
		return isMessage() ? Messaging.spanName(PROCESS, this.trigger.destination()) : function();
	}

	private String function() {
		return this.worker.context().getFunctionName();
	}

	@Override
	Trigger trigger() {
		return this.trigger.source().trigger();
	}

	@Override
	String id() {
		return this.worker.context().getInvocationId();
	}

	@Override
	Senders senders(TraceHeaders headers) {
		SpanContext host = host();
		Context context = host.isSampled() ? Context.root().with(Span.wrap(host)) : Context.root();
		if (this.request != null) {
			Context parent = headers.extract(Context.root(), this.request, new Headers(), (unknown) -> null);
			if (parent != Context.root()) {
				return Senders.only(parent);
			}
		}
		else if (!this.messages.isEmpty()) {
			Senders senders = Senders.of(headers, context, this.messages, PROPERTIES);
			if (senders.parent() != Context.root() || !senders.links().isEmpty()) {
				return senders;
			}
		}
		return (host.isValid() && !host.isSampled()) ? new Senders(context, List.of(host)) : Senders.only(context);
	}

	/**
	 * Returns the span of the host, which is in no header: its form is always that of
	 * W3C.
	 */
	private SpanContext host() {
		TraceContext host = this.worker.context().getTraceContext();
		if (host == null || !StringUtils.hasLength(host.getTraceparent())) {
			return SpanContext.getInvalid();
		}
		return Span.fromContext(W3CTraceContextPropagator.getInstance().extract(Context.root(), host, new HostGetter()))
			.getSpanContext();
	}

	@Override
	void start(SpanBuilder span) {
		this.details.describe(span, function());
		if (this.request != null) {
			start(span, this.request);
		}
		else if (isMessage()) {
			span.setAllAttributes(message());
		}
		String schedule = this.trigger.setting("schedule");
		if (schedule != null) {
			span.setAttribute(FAAS_CRON, schedule);
		}
	}

	private void start(SpanBuilder span, HttpRequestMessage<?> request) {
		URI uri = request.getUri();
		Requests.describe(span, method(request), route(request), Headers.of(request, "user-agent"));
		Requests.describeUrl(span, this.details.redaction(), uri.getScheme(), uri.getRawPath(), uri.getRawQuery());
		if (uri.getHost() != null) {
			span.setAttribute(ServerAttributes.SERVER_ADDRESS, IpAddresses.canonical(uri.getHost()));
		}
		if (uri.getPort() > 0) {
			span.setAttribute(ServerAttributes.SERVER_PORT, (long) uri.getPort());
		}
		// No proof of who has sent the trace: the host may run where nothing is in front
		// of it.
		Requests.describeClient(span, Requests.lastForwarded(Headers.of(request, "x-forwarded-for")));
		HeaderCapture headers = this.details.headers();
		if (headers.hasRequestHeaders()) {
			headers.addRequestHeaders((name) -> list(Headers.of(request, name)), span::setAttribute);
		}
	}

	private Attributes message() {
		AttributesBuilder attributes = Attributes.builder();
		AzureTrigger.Source source = this.trigger.source();
		String system = source.messagingSystem();
		if (system != null) {
			Messaging.describe(attributes, system, PROCESS);
		}
		attributes.put(PROVIDER, source.provider());
		attributes.put(Messaging.DESTINATION_NAME, this.trigger.destination());
		attributes.put(SUBSCRIPTION, this.trigger.setting("subscriptionName"));
		attributes.put(Messaging.CONSUMER_GROUP_NAME, this.trigger.setting("consumerGroup"));
		if (this.trigger.isBatch() && !this.messages.isEmpty()) {
			attributes.put(Messaging.BATCH_MESSAGE_COUNT, (long) this.messages.size());
		}
		if (source == AzureTrigger.Source.EVENT_HUB) {
			Map<?, ?> partition = this.worker.metadata("PartitionContext", Map.class);
			if (partition != null && partition.get("PartitionId") instanceof String id) {
				attributes.put(Messaging.DESTINATION_PARTITION_ID, id);
			}
		}
		else {
			String id = this.worker.metadata((source == AzureTrigger.Source.STORAGE_QUEUE) ? "Id" : "MessageId",
					String.class);
			attributes.put(Messaging.MESSAGE_ID, id);
		}
		return attributes.build();
	}

	@Override
	void end(Span span, @Nullable Throwable error) {
		if (this.trigger.source() == AzureTrigger.Source.HTTP) {
			answered(span, error);
		}
		super.end(span, (error instanceof InvocationTargetException thrown) ? thrown.getTargetException() : error);
	}

	private void answered(Span span, @Nullable Throwable error) {
		if (error != null) {
			// The host's answer to an exception.
			span.setAttribute(HttpAttributes.HTTP_RESPONSE_STATUS_CODE, (long) Requests.INTERNAL_SERVER_ERROR);
		}
		else if (this.worker.context().getReturnValue() instanceof HttpResponseMessage response) {
			Requests.answered(span, response.getStatusCode());
			HeaderCapture headers = this.details.headers();
			if (headers.hasResponseHeaders()) {
				headers.addResponseHeaders((name) -> list(response.getHeader(name)), span::setAttribute);
			}
		}
	}

	private static String method(HttpRequestMessage<?> request) {
		return String.valueOf(request.getHttpMethod());
	}

	private String route(HttpRequestMessage<?> request) {
		String template = this.trigger.setting("route");
		return AzureRoute.of((template != null) ? template : function(), request.getUri().getPath());
	}

	private static @Nullable List<String> list(@Nullable String value) {
		return (value != null) ? List.of(value) : null;
	}

	/**
	 * What all invocations share.
	 *
	 * @param site the name of the function app, or null
	 * @param resourceId the id of the function app, or null
	 * @param redaction removes secrets from URLs
	 * @param headers the headers to add to the spans of requests
	 */
	record Details(@Nullable String site, @Nullable String resourceId, UrlRedaction redaction, HeaderCapture headers) {

		private void describe(SpanBuilder span, String function) {
			span.setAttribute(FAAS_NAME, (this.site != null) ? this.site + "/" + function : function);
			if (this.resourceId != null) {
				span.setAttribute(FaasAttributes.RESOURCE_ID, this.resourceId + "/functions/" + function);
			}
		}

	}

	/**
	 * The host sends the names of headers in lower case.
	 */
	private static final class Headers implements TextMapGetter<HttpRequestMessage<?>> {

		static @Nullable String of(HttpRequestMessage<?> request, String name) {
			return request.getHeaders().get(name.toLowerCase(Locale.ROOT));
		}

		@Override
		public Iterable<String> keys(HttpRequestMessage<?> request) {
			return request.getHeaders().keySet();
		}

		@Override
		public @Nullable String get(@Nullable HttpRequestMessage<?> request, String name) {
			return (request != null) ? of(request, name) : null;
		}

	}

	private static final class HostGetter implements TextMapGetter<TraceContext> {

		@Override
		public Iterable<String> keys(TraceContext host) {
			return List.of("traceparent", "tracestate");
		}

		@Override
		public @Nullable String get(@Nullable TraceContext host, String name) {
			if (host == null) {
				return null;
			}
			String value = name.equals("traceparent") ? host.getTraceparent() : host.getTracestate();
			return StringUtils.hasLength(value) ? value : null;
		}

	}

}
