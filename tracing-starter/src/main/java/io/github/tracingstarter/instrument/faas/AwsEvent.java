package io.github.tracingstarter.instrument.faas;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

import io.opentelemetry.context.propagation.TextMapGetter;
import org.jspecify.annotations.Nullable;

/**
 * An event that Lambda passes to a function, as it was read from JSON. Anything can be
 * missing, or of another type than expected.
 *
 * @param fields the fields of the event
 */
record AwsEvent(Map<?, ?> fields) {

	/** The event of an invocation that has none, or none that could be read. */
	static final AwsEvent NONE = new AwsEvent(Map.of());

	private static final String XRAY = "X-Amzn-Trace-Id";

	/**
	 * Returns the text at the end of a path of fields.
	 */
	@Nullable String text(String... path) {
		return text(this.fields, path);
	}

	private static @Nullable String text(@Nullable Object from, String... path) {
		Object found = from;
		for (String name : path) {
			found = (found instanceof Map<?, ?> map) ? map.get(name) : null;
		}
		return (found instanceof String || found instanceof Number) ? found.toString() : null;
	}

	/**
	 * Returns whether this is a request of API Gateway, of a load balancer, or to the URL
	 * of the function.
	 */
	boolean isHttp() {
		return method() != null;
	}

	/**
	 * Returns the method of a request: in the first version of the format, which load
	 * balancers have as well, or in the second.
	 */
	@Nullable String method() {
		String first = text("httpMethod");
		return (first != null) ? first : text("requestContext", "http", "method");
	}

	@Nullable String path() {
		String first = text("path");
		return (first != null) ? first : text("rawPath");
	}

	/**
	 * Returns the pattern that API Gateway has matched, or null if there is none.
	 */
	@Nullable String route() {
		String resource = text("resource");
		if (resource != null) {
			return resource;
		}
		String key = text("routeKey");
		int space = (key != null) ? key.indexOf(' ') : -1;
		return (key != null && space > 0) ? key.substring(space + 1) : null;
	}

	@Nullable String query() {
		String raw = text("rawQueryString");
		if (raw != null) {
			return raw.isEmpty() ? null : raw;
		}
		StringBuilder query = new StringBuilder();
		addParameters(this.fields.get("multiValueQueryStringParameters"), query);
		if (query.isEmpty()) {
			addParameters(this.fields.get("queryStringParameters"), query);
		}
		return query.isEmpty() ? null : query.toString();
	}

	private static void addParameters(@Nullable Object parameters, StringBuilder query) {
		if (parameters instanceof Map<?, ?> map) {
			map.forEach((name, value) -> {
				Collection<?> values = (value instanceof Collection<?> all) ? all : Collections.singleton(value);
				for (Object each : values) {
					query.append(query.isEmpty() ? "" : "&").append(encode(name)).append('=').append(encode(each));
				}
			});
		}
	}

	/**
	 * Encodes what would end a parameter, because API Gateway passes decoded values, and
	 * of a secret nothing may be left.
	 */
	private static String encode(@Nullable Object text) {
		return (text != null) ? text.toString().replace("&", "%26").replace("#", "%23") : "";
	}

	/**
	 * Returns the address of the client. A load balancer appends it to a header, in which
	 * the client may have put anything before.
	 */
	@Nullable String caller() {
		String first = text("requestContext", "identity", "sourceIp");
		if (first != null) {
			return first;
		}
		String second = text("requestContext", "http", "sourceIp");
		if (second != null || text("requestContext", "elb", "targetGroupArn") == null) {
			return second;
		}
		return Requests.lastForwarded(header("X-Forwarded-For"));
	}

	@Nullable String header(String name) {
		List<String> values = headers(name);
		return values.isEmpty() ? null : values.get(0);
	}

	/**
	 * Returns each line of a header. Its name can be in any case.
	 */
	List<String> headers(String name) {
		List<String> values = new ArrayList<>();
		addHeaders(this.fields.get("multiValueHeaders"), name, values);
		if (values.isEmpty()) {
			addHeaders(this.fields.get("headers"), name, values);
		}
		return values;
	}

	private static void addHeaders(@Nullable Object headers, String name, List<String> values) {
		if (headers instanceof Map<?, ?> map) {
			map.forEach((key, value) -> {
				if (name.equalsIgnoreCase(String.valueOf(key))) {
					if (value instanceof Collection<?> lines) {
						lines.forEach((line) -> values.add(String.valueOf(line)));
					}
					else if (value != null) {
						values.add(value.toString());
					}
				}
			});
		}
	}

	/**
	 * Returns the messages or changes that the event consists of.
	 */
	List<Map<?, ?>> records() {
		if (!(this.fields.get("Records") instanceof Collection<?> all)) {
			return List.of();
		}
		List<Map<?, ?>> records = new ArrayList<>();
		for (Object each : all) {
			if (each instanceof Map<?, ?> map) {
				records.add(map);
			}
		}
		return records;
	}

	/**
	 * Returns the service that the records come from, such as {@code aws:sqs}.
	 */
	@Nullable String source() {
		for (Map<?, ?> each : records()) {
			String source = text(each, "eventSource");
			return (source != null) ? source : text(each, "EventSource");
		}
		return null;
	}

	/**
	 * Returns the name of the queue, topic or stream, or null if the records come from
	 * several.
	 */
	@Nullable String destination() {
		String found = null;
		for (Map<?, ?> each : records()) {
			String arn = text(each, "eventSourceARN");
			arn = (arn != null) ? arn : text(each, "Sns", "TopicArn");
			if (arn == null || (found != null && !found.equals(arn))) {
				return null;
			}
			found = arn;
		}
		return (found != null) ? found.substring(Math.max(found.lastIndexOf(':'), found.lastIndexOf('/')) + 1) : null;
	}

	/**
	 * Returns the id of the only message, or null if there are several.
	 */
	@Nullable String messageId() {
		List<Map<?, ?>> records = records();
		if (records.size() != 1) {
			return null;
		}
		String id = text(records.get(0), "messageId");
		return (id != null) ? id : text(records.get(0), "Sns", "MessageId");
	}

	/**
	 * Reads the headers of a request.
	 */
	enum RequestGetter implements TextMapGetter<AwsEvent> {

		INSTANCE;

		@Override
		public Iterable<String> keys(AwsEvent carrier) {
			return List.of();
		}

		@Override
		public @Nullable String get(@Nullable AwsEvent carrier, String key) {
			return (carrier != null) ? carrier.header(key) : null;
		}

		@Override
		public Iterator<String> getAll(@Nullable AwsEvent carrier, String key) {
			return (carrier != null) ? carrier.headers(key).iterator() : Collections.emptyIterator();
		}

	}

	/**
	 * Reads the attributes of a message of SQS or SNS. SQS carries X-Ray's header
	 * separately.
	 */
	enum MessageGetter implements TextMapGetter<Map<?, ?>> {

		INSTANCE;

		@Override
		public Iterable<String> keys(Map<?, ?> carrier) {
			return List.of();
		}

		@Override
		public @Nullable String get(@Nullable Map<?, ?> carrier, String key) {
			String value = text(carrier, "messageAttributes", key, "stringValue");
			if (value == null) {
				value = text(carrier, "Sns", "MessageAttributes", key, "Value");
			}
			return (value == null && key.equalsIgnoreCase(XRAY)) ? text(carrier, "attributes", "AWSTraceHeader")
					: value;
		}

	}

	/**
	 * Reads what Lambda itself says about the trace: only X-Ray's header.
	 */
	enum RuntimeGetter implements TextMapGetter<String> {

		INSTANCE;

		@Override
		public Iterable<String> keys(String carrier) {
			return List.of(XRAY);
		}

		@Override
		public @Nullable String get(@Nullable String carrier, String key) {
			return key.equalsIgnoreCase(XRAY) ? carrier : null;
		}

	}

}
