package io.github.tracingstarter.technologies.awscontainer;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import com.amazonaws.serverless.proxy.spring.SpringBootLambdaContainerHandler;
import io.github.tracingstarter.testing.AnsweringServer;
import io.github.tracingstarter.testing.LambdaContext;
import io.github.tracingstarter.testing.RecordedSpans;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of a servlet application that is called by AWS's serverless container, with
 * events in the formats of AWS.
 */
class ContainerHandlerTests {

	private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

	private static final String REST = """
			{"resource": "/{proxy+}", "path": "%s", "httpMethod": "GET",
			"multiValueHeaders": {"Host": ["api.example.com"],
			"traceparent": ["00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"]},
			"requestContext": {"identity": {"sourceIp": "192.0.2.7"}, "stage": "prod", "protocol": "HTTP/1.1"},
			"isBase64Encoded": false}""";

	private static final String HTTP_API = """
			{"version": "2.0", "routeKey": "$default", "rawPath": "%s", "rawQueryString": "",
			"headers": {"host": "api.example.com", "x-forwarded-proto": "https",
			"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"},
			"requestContext": {"stage": "$default", "domainName": "api.example.com",
			"http": {"method": "GET", "path": "/orders/4711", "protocol": "HTTP/1.1", "sourceIp": "192.0.2.7"}},
			"isBase64Encoded": false}""";

	private static final String LOAD_BALANCER = """
			{"requestContext": {"elb": {"targetGroupArn":
			"arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/orders/1"}},
			"httpMethod": "GET", "path": "%s", "multiValueQueryStringParameters": {},
			"multiValueHeaders": {"host": ["api.example.com"], "x-forwarded-for": ["192.0.2.7"],
			"x-forwarded-proto": ["https"],
			"traceparent": ["00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"]},
			"body": "", "isBase64Encoded": false}""";

	private static final String LITTLE = """
			{"version": "2.0", "rawPath": "%s", "headers": {
			"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"},
			"requestContext": {"stage": "$default", "http": {"method": "GET"}}}""";

	private static final AnsweringServer COLLECTOR = new AnsweringServer(200, "application/x-protobuf", "");

	private static final Map<String, String> PROPERTIES = Map.of("tracing.otlp.endpoint", COLLECTOR.url(),
			"tracing.otlp.protocol", "http", "tracing.batch.schedule-delay", "1h", "tracing.faas.flush-timeout", "20s",
			"tracing.metrics.enabled", "false", "tracing.logs.enabled", "false");

	private static SpringBootLambdaContainerHandler<?, ?> handler;

	@BeforeAll
	static void start() throws Exception {
		PROPERTIES.forEach(System::setProperty);
		handler = SpringBootLambdaContainerHandler.getAwsProxyHandler(ContainerApplication.class);
		call(REST, "/orders/1");
	}

	@AfterAll
	static void stop() {
		PROPERTIES.keySet().forEach(System::clearProperty);
		COLLECTOR.close();
	}

	@BeforeEach
	void clear() {
		ContainerApplication.SPANS.clear();
	}

	@Test
	void requestHasOneSpanWithWhatIsKnownOfItsInvocation() throws Exception {
		requestHasOneSpan(REST);
	}

	@Test
	void requestOfALoadBalancerHasOneSpan() throws Exception {
		requestHasOneSpan(LOAD_BALANCER);
	}

	@Test
	void requestOfAnHttpApiHasOneSpan() throws Exception {
		SpringBootLambdaContainerHandler<?, ?> first = handler;
		try {
			handler = SpringBootLambdaContainerHandler.getHttpApiV2ProxyHandler(ContainerApplication.class);
			call(HTTP_API, "/orders/1");
			ContainerApplication.SPANS.clear();
			requestHasOneSpan(HTTP_API);
			ContainerApplication.SPANS.clear();
			requestHasOneSpan(LITTLE);
			assertThat(RecordedSpans.attributes(ContainerApplication.SPANS.named("GET /orders/{id}")))
				.doesNotContainKeys("network.protocol.version", "server.address", "server.port");
		}
		finally {
			handler = first;
		}
	}

	@Test
	void everythingHasArrivedWhenTheHandlerReturns() throws Exception {
		for (String id : List.of("4711", "4712")) {
			COLLECTOR.requests().clear();
			call(REST, "/orders/" + id);
			assertThat(COLLECTOR.requests()).singleElement()
				.asString()
				.startsWith("POST /v1/traces ")
				.contains("GET /orders/{id}", "/orders/" + id, "work");
		}
	}

	private static void requestHasOneSpan(String event) throws Exception {
		assertThat(call(event, "/orders/4711")).contains("\"statusCode\":200").contains("4711");
		RecordedSpans spans = ContainerApplication.SPANS;
		assertThat(spans.tree()).isEqualTo("SERVER GET /orders/{id}\n  INTERNAL work\n");
		assertThat(spans.named("GET /orders/{id}").getTraceId()).isEqualTo(TRACE);
		assertThat(RecordedSpans.attributes(spans.named("GET /orders/{id}"))).containsEntry("faas.trigger", "http")
			.containsEntry("faas.coldstart", false)
			.containsEntry("faas.invocation_id", "8f3e9c1a-0001")
			.containsEntry("cloud.account.id", "123456789012")
			.containsEntry("cloud.resource_id", "arn:aws:lambda:eu-central-1:123456789012:function:orders")
			.containsEntry("http.route", "/orders/{id}")
			.containsEntry("http.response.status_code", 200L);
	}

	private static String call(String event, String path) throws Exception {
		ByteArrayOutputStream answer = new ByteArrayOutputStream();
		handler.proxyStream(new ByteArrayInputStream(event.formatted(path).getBytes(StandardCharsets.UTF_8)), answer,
				new LambdaContext());
		return answer.toString(StandardCharsets.UTF_8);
	}

}
