package io.github.tracingstarter.technologies.awsfunction;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.tracingstarter.testing.AnsweringServer;
import io.github.tracingstarter.testing.LambdaContext;
import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.cloud.function.adapter.aws.FunctionInvoker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests of functions that are called by the request handler of Spring Cloud Function's
 * adapter for Lambda, with events in the formats of AWS.
 */
class FunctionInvokerTests {

	private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

	private static final String REST = """
			{"resource": "/orders/{id}", "path": "/orders/4711", "httpMethod": "POST",
			"headers": {"Host": "api.example.com", "User-Agent": "curl/8", "X-Forwarded-Proto": "https",
			"X-Tenant": "acme", "Cookie": "id=secret",
			"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"},
			"queryStringParameters": {"token": "a secret&the rest#of it"},
			"requestContext": {"identity": {"sourceIp": "192.0.2.7"}, "stage": "prod"},
			"body": "%s", "isBase64Encoded": false}""";

	private static final String HTTP_API = """
			{"version": "2.0", "routeKey": "GET /orders/{id}", "rawPath": "/orders/4711", "rawQueryString": "",
			"headers": {"host": "api.example.com", "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"},
			"requestContext": {"http": {"method": "GET", "path": "/orders/4711", "sourceIp": "192.0.2.7"}},
			"body": "hello", "isBase64Encoded": false}""";

	private static final String FUNCTION_URL = """
			{"version": "2.0", "routeKey": "$default", "rawPath": "/orders/4711", "rawQueryString": "a=1&token=secret",
			"headers": {"host": "abc.lambda-url.eu-central-1.on.aws", "x-forwarded-proto": "https",
			"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"},
			"requestContext": {"domainName": "abc.lambda-url.eu-central-1.on.aws",
			"http": {"method": "PUT", "path": "/orders/4711", "protocol": "HTTP/1.1", "sourceIp": "192.0.2.7"}},
			"body": "hello", "isBase64Encoded": false}""";

	private static final String LOAD_BALANCER = """
			{"requestContext": {"elb": {"targetGroupArn":
			"arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/orders/1"}},
			"httpMethod": "GET", "path": "/orders/4711", "multiValueQueryStringParameters": {"a": ["1", "2"]},
			"headers": {"host": "orders.example.com:8080", "x-forwarded-for": "10.0.0.1, %s", "x-forwarded-proto": "http",
			"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"},
			"body": "", "isBase64Encoded": false}""";

	private static final String SNS_RECORD = """
			{"EventSource": "aws:sns", "EventVersion": "1.0",
			"EventSubscriptionArn": "arn:aws:sns:eu-central-1:123456789012:orders-topic:1",
			"Sns": {"Type": "Notification", "MessageId": "n-%d", "Message": "hello",
			"TopicArn": "arn:aws:sns:eu-central-1:123456789012:orders-topic", "Timestamp": "2026-11-29T22:00:00.000Z",
			"MessageAttributes": {"traceparent": {"Type": "String", "Value": "00-%s-b7ad6b716920333%d-01"}}}}""";

	private static final String XRAY_RECORD = """
			{"messageId": "m-1", "body": "hello", "messageAttributes": {},
			"attributes": {"AWSTraceHeader": "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"},
			"eventSource": "aws:sqs", "eventSourceARN": "arn:aws:sqs:eu-central-1:123456789012:orders-queue"}""";

	private static final String XRAY_TRACE = "5759e988bd862e3fe1be46a994272793";

	private static final String XRAY_PROPERTY = "com.amazonaws.xray.traceHeader";

	private static final AnsweringServer COLLECTOR = new AnsweringServer(200, "application/x-protobuf", "");

	private static final Map<String, String> PROPERTIES = Map.of("MAIN_CLASS", FunctionApplication.class.getName(),
			"tracing.otlp.endpoint", COLLECTOR.url(), "tracing.otlp.protocol", "http", "tracing.batch.schedule-delay",
			"1h", "tracing.faas.flush-timeout", "20s", "tracing.metrics.enabled", "false", "tracing.logs.enabled",
			"false", "tracing.client.enabled", "false");

	private static final String RECORDS = """
			{"Records": [%s]}""";

	private static final String SQS_RECORD = """
			{"messageId": "m-%d", "body": "hello", "attributes": {},
			"messageAttributes": {"traceparent": {"stringValue": "00-%s-b7ad6b716920333%d-01", "dataType": "String"}},
			"eventSource": "aws:sqs", "eventSourceARN": "arn:aws:sqs:eu-central-1:123456789012:orders-queue"}""";

	private static FunctionInvoker order;

	@BeforeAll
	static void start() {
		PROPERTIES.forEach(System::setProperty);
		order = new FunctionInvoker("order");
		invokeQuietly(order);
	}

	@AfterAll
	static void stop() {
		PROPERTIES.keySet().forEach(System::clearProperty);
		COLLECTOR.close();
	}

	@AfterEach
	void clearSpans() {
		System.clearProperty(XRAY_PROPERTY);
		System.clearProperty("tracing.propagation.consume");
		System.clearProperty("orders.wrapped");
		System.clearProperty("tracing.web.request-headers");
		System.clearProperty("tracing.web.response-headers");
	}

	@BeforeEach
	void clear() {
		FunctionApplication.SPANS.clear();
	}

	@Test
	void requestOfApiGatewayIsOneTreeBelowItsCaller() throws Exception {
		assertThat(invoke(order, REST.formatted("hello"))).contains("\"statusCode\":201");
		RecordedSpans spans = FunctionApplication.SPANS;
		assertThat(spans.tree()).isEqualTo("SERVER POST /orders/{id}\n  INTERNAL work\n");
		assertThat(spans.named("POST /orders/{id}").getParentSpanContext().getTraceId()).isEqualTo(TRACE);
		assertThat(RecordedSpans.attributes(spans.named("POST /orders/{id}"))).containsOnly(
				Map.entry("faas.trigger", "http"), Map.entry("faas.coldstart", false),
				Map.entry("faas.invocation_id", "8f3e9c1a-0001"),
				Map.entry("cloud.resource_id", "arn:aws:lambda:eu-central-1:123456789012:function:orders"),
				Map.entry("cloud.account.id", "123456789012"),
				Map.entry("aws.lambda.invoked_arn", "arn:aws:lambda:eu-central-1:123456789012:function:orders:live"),
				Map.entry("http.request.method", "POST"), Map.entry("http.route", "/orders/{id}"),
				Map.entry("http.response.status_code", 201L), Map.entry("url.path", "/orders/4711"),
				Map.entry("url.query", "token=REDACTED"), Map.entry("url.scheme", "https"),
				Map.entry("server.address", "api.example.com"), Map.entry("client.address", "192.0.2.7"),
				Map.entry("user_agent.original", "curl/8"));
	}

	@Test
	void requestOfAnHttpApiIsBelowItsCaller() throws Exception {
		invoke(order, HTTP_API);
		RecordedSpans spans = FunctionApplication.SPANS;
		assertThat(spans.tree()).isEqualTo("SERVER GET /orders/{id}\n  INTERNAL work\n");
		assertThat(spans.named("GET /orders/{id}").getTraceId()).isEqualTo(TRACE);
	}

	@Test
	void requestToTheUrlOfTheFunctionIsNamedAfterItsMethod() throws Exception {
		assertThat(invoke(order, FUNCTION_URL)).contains("\"statusCode\":201");
		RecordedSpans spans = FunctionApplication.SPANS;
		assertThat(spans.tree()).isEqualTo("SERVER PUT\n  INTERNAL work\n");
		assertThat(spans.named("PUT").getTraceId()).isEqualTo(TRACE);
		assertThat(RecordedSpans.attributes(spans.named("PUT"))).doesNotContainKey("http.route")
			.containsEntry("faas.trigger", "http")
			.containsEntry("url.path", "/orders/4711")
			.containsEntry("url.query", "a=1&token=REDACTED")
			.containsEntry("url.scheme", "https")
			.containsEntry("server.address", "abc.lambda-url.eu-central-1.on.aws")
			.containsEntry("client.address", "192.0.2.7")
			.containsEntry("http.response.status_code", 201L);
	}

	@ParameterizedTest
	@CsvSource({ "192.0.2.7, 192.0.2.7", "192.0.2.7:50123, 192.0.2.7", "2001:db8:0::7, 2001:db8::7",
			"[2001:db8::7]:50123, 2001:db8::7" })
	void requestOfALoadBalancerIsNamedAfterItsMethod(String forwarded, String client) throws Exception {
		assertThat(invoke(order, LOAD_BALANCER.formatted(forwarded))).contains("\"statusCode\":201");
		RecordedSpans spans = FunctionApplication.SPANS;
		assertThat(spans.tree()).isEqualTo("SERVER GET\n  INTERNAL work\n");
		assertThat(spans.named("GET").getTraceId()).isEqualTo(TRACE);
		assertThat(RecordedSpans.attributes(spans.named("GET"))).doesNotContainKey("http.route")
			.containsEntry("faas.trigger", "http")
			.containsEntry("url.path", "/orders/4711")
			.containsEntry("url.query", "a=1&a=2")
			.containsEntry("url.scheme", "http")
			.containsEntry("server.address", "orders.example.com")
			.containsEntry("server.port", 8080L)
			.containsEntry("client.address", client)
			.containsEntry("http.response.status_code", 201L);
	}

	@Test
	void headersThatAreNamedBecomeAttributes() throws Exception {
		System.setProperty("tracing.web.request-headers", "x-tenant,Cookie,X-None");
		System.setProperty("tracing.web.response-headers", "x-order");
		FunctionInvoker invoker = new FunctionInvoker("order");
		assertThat(invoke(invoker, REST.formatted("hello"))).contains("X-Order");
		assertThat(RecordedSpans.attributes(FunctionApplication.SPANS.named("POST /orders/{id}")))
			.containsEntry("http.request.header.x-tenant", List.of("acme"))
			.containsEntry("http.request.header.cookie", List.of("REDACTED"))
			.containsEntry("http.response.header.x-order", List.of("4711"))
			.doesNotContainKey("http.request.header.x-none");
	}

	@ParameterizedTest
	@CsvSource({ "answer, 202, true", "laterAnswer, 202, true", "fields, 200, false", "later, 200, false" })
	void theStatusIsThatOfTheAnswer(String function, int status, boolean header) throws Exception {
		System.setProperty("tracing.web.response-headers", "x-order");
		FunctionInvoker invoker = new FunctionInvoker(function);
		assertThat(invoke(invoker, REST.formatted("hello"))).contains("\"statusCode\":" + status);
		Map<String, Object> attributes = RecordedSpans.attributes(FunctionApplication.SPANS.named("POST /orders/{id}"));
		assertThat(attributes).containsEntry("http.response.status_code", (long) status);
		assertThat(attributes.containsKey("http.response.header.x-order")).isEqualTo(header);
	}

	@Test
	void everythingHasArrivedWhenTheHandlerReturns() throws Exception {
		for (String item : List.of("hello", "unavailable")) {
			COLLECTOR.requests().clear();
			invoke(order, REST.formatted(item));
			assertThat(COLLECTOR.requests()).singleElement()
				.asString()
				.startsWith("POST /v1/traces ")
				.contains("POST /orders/{id}", "work");
		}
	}

	@Test
	void aWrapperOfTheApplicationIsCalledWithinTheInvocation() throws Exception {
		System.setProperty("orders.wrapped", "true");
		FunctionInvoker wrapped = new FunctionInvoker("order");
		assertThat(invoke(wrapped, REST.formatted("hello"))).contains("\"statusCode\":201");
		assertThat(FunctionApplication.SPANS.tree())
			.isEqualTo("SERVER POST /orders/{id}\n  INTERNAL wrapper\n    INTERNAL work\n");
	}

	@Test
	void anAnswerThatSaysSoFailsTheSpan() throws Exception {
		invoke(order, REST.formatted("unavailable"));
		assertThat(FunctionApplication.SPANS.tree()).isEqualTo("SERVER POST /orders/{id} !\n  INTERNAL work\n");
	}

	@Test
	void anExceptionIsThrownOnAndFailsTheSpan() {
		assertThatThrownBy(() -> invoke(order, REST.formatted("broken"))).isInstanceOf(IllegalStateException.class)
			.hasMessage("broken");
		RecordedSpans spans = FunctionApplication.SPANS;
		assertThat(spans.tree()).isEqualTo("SERVER POST /orders/{id} !\n  INTERNAL work\n");
		assertThat(RecordedSpans.attributes(spans.named("POST /orders/{id}"))).containsEntry("error.type",
				"java.lang.IllegalStateException");
	}

	@ParameterizedTest
	@MethodSource("services")
	void aMessageIsTheParent(String record, String system, String destination, String id) throws Exception {
		invoke(order, RECORDS.formatted(record.formatted(1, TRACE, 1)));
		RecordedSpans spans = FunctionApplication.SPANS;
		String name = "process " + destination;
		assertThat(spans.tree()).isEqualTo("CONSUMER " + name + "\n  INTERNAL work\n");
		assertThat(spans.named(name).getTraceId()).isEqualTo(TRACE);
		assertThat(RecordedSpans.attributes(spans.named(name))).containsEntry("messaging.system", system)
			.containsEntry("messaging.destination.name", destination)
			.containsEntry("messaging.message.id", id)
			.containsEntry("faas.trigger", "pubsub");
	}

	@ParameterizedTest
	@MethodSource("services")
	void aBatchIsLinkedToItsSenders(String record, String system, String destination, String id) throws Exception {
		String other = "1af7651916cd43dd8448eb211c80319c";
		invoke(order, RECORDS.formatted(record.formatted(1, TRACE, 1) + "," + record.formatted(2, other, 2)));
		SpanData span = FunctionApplication.SPANS.named("process " + destination);
		assertThat(span.getParentSpanContext().isValid()).isFalse();
		assertThat(span.getLinks()).extracting(LinkData::getSpanContext)
			.extracting((sender) -> sender.getTraceId())
			.containsExactly(TRACE, other);
		assertThat(RecordedSpans.attributes(span)).containsEntry("messaging.batch.message_count", 2L)
			.containsEntry("messaging.system", system)
			.doesNotContainKey("messaging.message.id");
	}

	private static Stream<Arguments> services() {
		return Stream.of(Arguments.of(SQS_RECORD, "aws_sqs", "orders-queue", "m-1"),
				Arguments.of(SNS_RECORD, "aws.sns", "orders-topic", "n-1"));
	}

	@Test
	void headersOfXRayAreIgnoredUnlessTheyAreConsumed() throws Exception {
		System.setProperty(XRAY_PROPERTY, "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1");
		invoke(order, RECORDS.formatted(XRAY_RECORD));
		invoke(order, "{\"detail-type\": \"Scheduled Event\"}");
		RecordedSpans spans = FunctionApplication.SPANS;
		assertThat(spans.named("process orders-queue").getParentSpanContext().isValid()).isFalse();
		assertThat(spans.named("orders").getParentSpanContext().isValid()).isFalse();
	}

	@Test
	void headersOfXRayAreTheParentIfTheyAreConsumed() throws Exception {
		System.setProperty("tracing.propagation.consume", "w3c,xray");
		FunctionInvoker consuming = new FunctionInvoker("order");
		invoke(consuming, RECORDS.formatted(XRAY_RECORD));
		System.setProperty(XRAY_PROPERTY, "Root=1-6759e988-bd862e3fe1be46a994272793;Parent=63995c3f42cd8ad8;Sampled=1");
		// Of the event and not of Lambda
		invoke(consuming, HTTP_API);
		invoke(consuming, "{\"detail-type\": \"Scheduled Event\"}");
		RecordedSpans spans = FunctionApplication.SPANS;
		assertThat(spans.named("process orders-queue").getTraceId()).isEqualTo(XRAY_TRACE);
		assertThat(spans.named("process orders-queue").getParentSpanId()).isEqualTo("53995c3f42cd8ad8");
		assertThat(spans.named("GET /orders/{id}").getTraceId()).isEqualTo(TRACE);
		assertThat(spans.named("orders").getTraceId()).isEqualTo("6759e988bd862e3fe1be46a994272793");
		assertThat(spans.named("orders").getParentSpanId()).isEqualTo("63995c3f42cd8ad8");
	}

	@Test
	void anyOtherEventIsNamedAfterTheFunction() throws Exception {
		invoke(order, "{\"detail-type\": \"Scheduled Event\", \"time\": \"2026-11-29T22:00:00Z\"}");
		RecordedSpans spans = FunctionApplication.SPANS;
		assertThat(spans.tree()).isEqualTo("SERVER orders\n  INTERNAL work\n");
		assertThat(RecordedSpans.attributes(spans.named("orders"))).containsEntry("faas.trigger", "timer")
			.containsEntry("faas.time", "2026-11-29T22:00:00Z");
	}

	@Test
	void aMonoIsPartOfTheInvocation() throws Exception {
		FunctionInvoker later = new FunctionInvoker("later");
		assertThat(invoke(later, "{\"a\": 1}")).contains("ok");
		assertThat(FunctionApplication.SPANS.tree()).isEqualTo("SERVER orders\n  INTERNAL work\n");
	}

	private static void invokeQuietly(FunctionInvoker invoker) {
		try {
			invoke(invoker, "{}");
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String invoke(FunctionInvoker invoker, String event) throws IOException {
		ByteArrayOutputStream answer = new ByteArrayOutputStream();
		invoker.handleRequest(new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)), answer,
				new LambdaContext());
		return answer.toString(StandardCharsets.UTF_8);
	}

}
