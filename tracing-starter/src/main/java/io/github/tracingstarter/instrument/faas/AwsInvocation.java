package io.github.tracingstarter.instrument.faas;

import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

import com.amazonaws.services.lambda.runtime.Context;
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
import io.opentelemetry.semconv.ServerAttributes;
import org.jspecify.annotations.Nullable;

/**
 * An invocation by AWS Lambda.
 */
final class AwsInvocation extends Invocation {

	private static final Map<String, String> SYSTEMS = Map.of("aws:sqs", "aws_sqs", "aws:sns", "aws.sns");

	private static final AttributeKey<String> INVOKED_ARN = AttributeKey.stringKey("aws.lambda.invoked_arn");

	/** The parts of an ARN before the version or alias, the account among them. */
	private static final int ARN_PARTS = 7;

	private static final int ARN_ACCOUNT = 4;

	private final AwsEvent event;

	private final Context context;

	private final String function;

	private final Details details;

	private @Nullable AwsAnswer answer;

	/**
	 * Creates an instance.
	 * @param event the event
	 * @param context what Lambda says about the invocation
	 * @param function the name of the function, if Lambda does not tell it
	 * @param details what all invocations share
	 */
	AwsInvocation(AwsEvent event, Context context, String function, Details details) {
		this.event = event;
		this.context = context;
		String told = context.getFunctionName();
		this.function = (told != null) ? told : function;
		this.details = details;
	}

	/**
	 * Remembers the answer to a request.
	 * @param result the answer
	 */
	void answered(AwsAnswer result) {
		this.answer = result;
	}

	@Override
	String name() {
		String method = this.event.method();
		if (method != null) {
			String route = this.event.route();
			return (route != null) ? HttpMethods.inName(method) + ' ' + route : HttpMethods.inName(method);
		}
		return isMessage() ? Messaging.spanName("process", this.event.destination()) : this.function;
	}

	private boolean isMessage() {
		String source = this.event.source();
		return source != null && SYSTEMS.containsKey(source);
	}

	@Override
	Trigger trigger() {
		if (this.event.isHttp()) {
			return Trigger.HTTP;
		}
		String source = this.event.source();
		if (source != null) {
			return switch (source) {
				case "aws:sqs", "aws:sns", "aws:kinesis" -> Trigger.PUBSUB;
				case "aws:s3", "aws:dynamodb" -> Trigger.DATASOURCE;
				default -> Trigger.OTHER;
			};
		}
		return isSchedule() ? Trigger.TIMER : Trigger.OTHER;
	}

	private boolean isSchedule() {
		return "Scheduled Event".equals(this.event.text("detail-type"));
	}

	@Override
	@Nullable String id() {
		return this.context.getAwsRequestId();
	}

	/**
	 * What the event says comes before what Lambda says, whose parent is a segment that
	 * only X-Ray knows.
	 */
	@Override
	Senders senders(TraceHeaders headers) {
		io.opentelemetry.context.Context root = io.opentelemetry.context.Context.root();
		Senders senders = this.event.isHttp()
				? Senders.only(headers.extract(root, this.event, AwsEvent.RequestGetter.INSTANCE, AwsEvent::caller))
				: Senders.of(headers, root, this.event.records(), AwsEvent.MessageGetter.INSTANCE);
		String xray = runtimeHeader();
		return (senders.parent() == root && senders.links().isEmpty() && xray != null)
				? Senders.only(headers.extract(root, xray, AwsEvent.RuntimeGetter.INSTANCE)) : senders;
	}

	/**
	 * Returns the header that Lambda passes on in a property for each invocation, or in
	 * the environment of the only one.
	 */
	private static @Nullable String runtimeHeader() {
		String header = System.getProperty("com.amazonaws.xray.traceHeader");
		return (header != null) ? header : System.getenv("_X_AMZN_TRACE_ID");
	}

	@Override
	void start(SpanBuilder span) {
		String arn = this.context.getInvokedFunctionArn();
		if (arn != null) {
			describe(arn, span::setAttribute);
		}
		if (this.event.isHttp()) {
			describeRequest(span);
		}
		else if (isMessage()) {
			describeMessages(span);
		}
		String time = this.event.text("time");
		if (isSchedule() && time != null) {
			span.setAttribute(FaasAttributes.TIME, time);
		}
	}

	/**
	 * Tells the function and its account by its ARN, which ends with a version or alias
	 * if the caller has named one.
	 */
	static void describe(String arn, BiConsumer<AttributeKey<String>, String> span) {
		String[] parts = arn.split(":");
		if (parts.length >= ARN_PARTS) {
			String id = String.join(":", List.of(parts).subList(0, ARN_PARTS));
			span.accept(FaasAttributes.RESOURCE_ID, id);
			span.accept(FaasAttributes.ACCOUNT_ID, parts[ARN_ACCOUNT]);
			if (!arn.equals(id)) {
				span.accept(INVOKED_ARN, arn);
			}
		}
	}

	private void describeRequest(SpanBuilder span) {
		Requests.describe(span, this.event.method(), this.event.route(), this.event.header("User-Agent"));
		String scheme = this.event.header("X-Forwarded-Proto");
		Requests.describeUrl(span, this.details.redaction(), (scheme != null) ? scheme : "https", this.event.path(),
				this.event.query());
		String host = this.event.header("Host");
		if (host != null) {
			describeServer(host, span);
		}
		Requests.describeClient(span, this.event.caller());
		HeaderCapture headers = this.details.headers();
		if (headers.hasRequestHeaders()) {
			headers.addRequestHeaders(this.event::headers, span::setAttribute);
		}
	}

	private static void describeServer(String host, SpanBuilder span) {
		int colon = host.lastIndexOf(':');
		String port = host.substring(colon + 1);
		boolean hasPort = colon > 0 && !port.isEmpty() && port.length() <= 5
				&& port.chars().allMatch(Character::isDigit);
		span.setAttribute(ServerAttributes.SERVER_ADDRESS,
				IpAddresses.canonical(hasPort ? host.substring(0, colon) : host));
		if (hasPort) {
			span.setAttribute(ServerAttributes.SERVER_PORT, Long.parseLong(port));
		}
	}

	private void describeMessages(SpanBuilder span) {
		AttributesBuilder attributes = Attributes.builder();
		Messaging.describe(attributes, String.valueOf(SYSTEMS.get(String.valueOf(this.event.source()))), "process");
		attributes.put(Messaging.DESTINATION_NAME, this.event.destination());
		attributes.put(Messaging.MESSAGE_ID, this.event.messageId());
		int messages = this.event.records().size();
		if (messages > 1) {
			attributes.put(Messaging.BATCH_MESSAGE_COUNT, (long) messages);
		}
		span.setAllAttributes(attributes.build());
	}

	@Override
	void end(Span span, @Nullable Throwable error) {
		super.end(span, error);
		AwsAnswer answered = this.answer;
		if (error == null && answered != null && this.event.isHttp()) {
			Requests.answered(span, answered.status());
			HeaderCapture headers = this.details.headers();
			if (headers.hasResponseHeaders()) {
				headers.addResponseHeaders(answered::headers, span::setAttribute);
			}
		}
	}

	/**
	 * What all invocations share.
	 *
	 * @param redaction removes secrets from URLs
	 * @param headers the headers to add to the spans of requests
	 */
	record Details(UrlRedaction redaction, HeaderCapture headers) {

	}

}
