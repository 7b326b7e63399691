package io.github.tracingstarter.technologies.awsfunction;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.sdk.trace.data.LinkData;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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
			"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"},
			"queryStringParameters": {"token": "secret"},
			"requestContext": {"identity": {"sourceIp": "192.0.2.7"}, "stage": "prod"},
			"body": "%s", "isBase64Encoded": false}""";

	private static final String HTTP_API = """
			{"version": "2.0", "routeKey": "GET /orders/{id}", "rawPath": "/orders/4711", "rawQueryString": "",
			"headers": {"host": "api.example.com", "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"},
			"requestContext": {"http": {"method": "GET", "path": "/orders/4711", "sourceIp": "192.0.2.7"}},
			"body": "hello", "isBase64Encoded": false}""";

	private static final String SQS = """
			{"Records": [%s]}""";

	private static final String SQS_RECORD = """
			{"messageId": "m-%d", "body": "hello", "attributes": {},
			"messageAttributes": {"traceparent": {"stringValue": "00-%s-b7ad6b716920333%d-01", "dataType": "String"}},
			"eventSource": "aws:sqs", "eventSourceARN": "arn:aws:sqs:eu-central-1:123456789012:orders-queue"}""";

	private static FunctionInvoker order;

	@BeforeAll
	static void start() {
		System.setProperty("MAIN_CLASS", FunctionApplication.class.getName());
		System.setProperty("tracing.exporters", "none");
		System.setProperty("tracing.logs.enabled", "false");
		order = new FunctionInvoker("order");
		invokeQuietly(order);
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

	@Test
	void aMessageOfSqsIsTheParent() throws Exception {
		invoke(order, SQS.formatted(SQS_RECORD.formatted(1, TRACE, 1)));
		RecordedSpans spans = FunctionApplication.SPANS;
		assertThat(spans.tree()).isEqualTo("CONSUMER process orders-queue\n  INTERNAL work\n");
		assertThat(spans.named("process orders-queue").getTraceId()).isEqualTo(TRACE);
		assertThat(RecordedSpans.attributes(spans.named("process orders-queue")))
			.containsEntry("messaging.system", "aws_sqs")
			.containsEntry("messaging.destination.name", "orders-queue")
			.containsEntry("messaging.message.id", "m-1")
			.containsEntry("faas.trigger", "pubsub");
	}

	@Test
	void aBatchOfSqsIsLinkedToItsSenders() throws Exception {
		invoke(order, SQS.formatted(SQS_RECORD.formatted(1, TRACE, 1) + ","
				+ SQS_RECORD.formatted(2, "1af7651916cd43dd8448eb211c80319c", 2)));
		RecordedSpans spans = FunctionApplication.SPANS;
		assertThat(spans.named("process orders-queue").getParentSpanContext().isValid()).isFalse();
		assertThat(spans.named("process orders-queue").getLinks()).extracting(LinkData::getSpanContext)
			.extracting((sender) -> sender.getTraceId())
			.containsExactly(TRACE, "1af7651916cd43dd8448eb211c80319c");
		assertThat(RecordedSpans.attributes(spans.named("process orders-queue")))
			.containsEntry("messaging.batch.message_count", 2L);
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
				new InvocationContext());
		return answer.toString(StandardCharsets.UTF_8);
	}

}
