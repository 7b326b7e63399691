package io.github.tracingstarter.technologies.awscontainer;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

import com.amazonaws.serverless.proxy.spring.SpringBootLambdaContainerHandler;
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

	private static SpringBootLambdaContainerHandler<?, ?> handler;

	@BeforeAll
	static void start() throws Exception {
		System.setProperty("tracing.exporters", "none");
		System.setProperty("tracing.logs.enabled", "false");
		handler = SpringBootLambdaContainerHandler.getAwsProxyHandler(ContainerApplication.class);
		call("/orders/1");
	}

	@AfterAll
	static void stop() {
		System.clearProperty("tracing.exporters");
		System.clearProperty("tracing.logs.enabled");
	}

	@BeforeEach
	void clear() {
		ContainerApplication.SPANS.clear();
	}

	@Test
	void requestHasOneSpanWithWhatIsKnownOfItsInvocation() throws Exception {
		assertThat(call("/orders/4711")).contains("\"statusCode\":200").contains("4711");
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

	private static String call(String path) throws Exception {
		ByteArrayOutputStream answer = new ByteArrayOutputStream();
		handler.proxyStream(new ByteArrayInputStream(REST.formatted(path).getBytes(StandardCharsets.UTF_8)), answer,
				new InvocationContext());
		return answer.toString(StandardCharsets.UTF_8);
	}

}
