package io.github.tracingstarter.technologies.awsfunction;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.tracingstarter.testing.RecordedSpans;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of functions that the event loop of Spring Cloud Function calls, which asks
 * Lambda's runtime API for events.
 */
class CustomRuntimeTests {

	private static final String EVENT = """
			{"version": "2.0", "routeKey": "GET /orders/{id}", "rawPath": "/orders/4711",
			"headers": {"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"},
			"requestContext": {"http": {"method": "GET"}}, "body": "hello"}""";

	@Test
	void eachEventIsOneTreeBelowItsCaller() throws Exception {
		BlockingQueue<String> answers = new LinkedBlockingQueue<>();
		BlockingQueue<String> events = new LinkedBlockingQueue<>();
		HttpServer lambda = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		lambda.setExecutor(Executors.newCachedThreadPool((task) -> {
			Thread thread = new Thread(task);
			thread.setDaemon(true);
			return thread;
		}));
		lambda.createContext("/", (exchange) -> answer(exchange, events, answers));
		lambda.start();
		FunctionApplication.SPANS.clear();
		try (ConfigurableApplicationContext application = new SpringApplicationBuilder(FunctionApplication.class)
			.web(WebApplicationType.NONE)
			.properties("AWS_LAMBDA_RUNTIME_API=localhost:" + lambda.getAddress().getPort(), "_HANDLER=order",
					"AWS_LAMBDA_FUNCTION_NAME=orders", "spring.cloud.function.definition=order",
					"spring.cloud.function.web.export.enabled=false", "tracing.exporters=none",
					"tracing.logs.enabled=false", "tracing.client.enabled=false")
			.run()) {
			assertThat(application.isActive()).isTrue();
			events.add(EVENT);
			assertThat(answers.poll(60, TimeUnit.SECONDS)).contains("\"statusCode\":201");
			RecordedSpans spans = FunctionApplication.SPANS;
			assertThat(spans.tree()).isEqualTo("SERVER GET /orders/{id}\n  INTERNAL work\n");
			assertThat(spans.named("GET /orders/{id}").getTraceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
			assertThat(RecordedSpans.attributes(spans.named("GET /orders/{id}"))).containsEntry("faas.coldstart", true)
				.containsEntry("faas.invocation_id", "i-1");
		}
		finally {
			lambda.stop(0);
		}
	}

	/**
	 * Answers as Lambda does: with the next event, as soon as there is one.
	 */
	private static void answer(HttpExchange exchange, BlockingQueue<String> events, BlockingQueue<String> answers)
			throws IOException {
		byte[] body = new byte[0];
		if (exchange.getRequestURI().getPath().endsWith("/invocation/next")) {
			try {
				body = events.take().getBytes(StandardCharsets.UTF_8);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			exchange.getResponseHeaders().set("Lambda-Runtime-Aws-Request-Id", "i-1");
			exchange.getResponseHeaders().set("Content-Type", "application/json");
		}
		else {
			answers.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
		}
		exchange.sendResponseHeaders(200, (body.length > 0) ? body.length : -1);
		exchange.getResponseBody().write(body);
		exchange.close();
	}

}
