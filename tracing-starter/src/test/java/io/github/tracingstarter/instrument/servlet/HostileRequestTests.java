package io.github.tracingstarter.instrument.servlet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.tracingstarter.testing.LeavesOpen;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever is sent, the application's response is the same with and without tracing, byte
 * for byte (except for dates). The requests are written to a socket, because no client
 * would send them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileRequestTests {

	private static final String TRACE_ID = "0af7651916cd43dd8448eb211c80319c";

	private static final String SPAN_ID = "b7ad6b7169203331";

	private final List<ConfigurableApplicationContext> applications = new ArrayList<>();

	private Stream<Pair> containers() {
		if (this.applications.isEmpty()) {
			for (Class<?> container : List.of(TomcatServerTests.TomcatContainer.class,
					JettyServerTests.JettyContainer.class)) {
				this.applications.add(run(container, "tracing.enabled=true"));
				this.applications.add(run(container, "tracing.enabled=false"));
			}
		}
		return IntStream.of(0, 2)
			.mapToObj((i) -> new Pair((i == 0) ? "Tomcat" : "Jetty", port(this.applications.get(i)),
					port(this.applications.get(i + 1))));
	}

	@AfterAll
	void stop() {
		this.applications.forEach(ConfigurableApplicationContext::close);
	}

	@ParameterizedTest
	@MethodSource("containers")
	void malformedTraceHeaders(Pair pair) {
		List<String> headers = malformedTraceHeaders();
		assertThat(headers).hasSizeGreaterThanOrEqualTo(100);
		headers.forEach((header) -> pair.assertSameAnswer("GET", "/users/1", header));
	}

	@ParameterizedTest
	@MethodSource("containers")
	void floodsOfHeaders(Pair pair) {
		for (String header : List.of("traceparent: 00-%s-%s-01\r\n".formatted(TRACE_ID, SPAN_ID).repeat(40),
				"tracestate: a=b\r\n".repeat(90), "tracestate: " + "k=v,".repeat(1500) + "\r\n",
				"baggage: " + "k=v,".repeat(1500) + "\r\n", "b3: 1\r\n".repeat(80), "X-Junk: junk\r\n".repeat(90),
				"X-Junk: junk\r\n".repeat(3000), "traceparent: " + "0".repeat(7000) + "\r\n",
				"traceparent: " + "0".repeat(70_000) + "\r\n", "User-Agent: " + "\u00e4".repeat(3000) + "\r\n",
				"Forwarded: for=\"" + "x".repeat(2000) + "\";proto=gopher\r\n", "X-Forwarded-Port: -1\r\n",
				"X-Forwarded-Proto: ;;;\r\n")) {
			pair.assertSameAnswer("GET", "/users/1", header);
		}
	}

	@LeavesOpen(spans = "GET")
	@ParameterizedTest
	@MethodSource("containers")
	void oddPathsAndMethods(Pair pair) {
		for (String path : List.of("/users/%00", "/users/%0d%0aX-Injected:%201", "/users/\u0007", "/users/a b",
				"//users//1", "/users/../users/1", "/users/%2e%2e/1", "/users/%c0%ae", "/users/%zz", "/users/1;a=b;c",
				"/users/1?%", "/users/1?a=%ff&&&===", "/users/1?token=secret#fragment", "*", "http://elsewhere/users/1",
				"users/1", "", "/users/" + "x".repeat(5000), "/users/" + "x".repeat(20_000), "/boom?\u0000",
				"/send-error;x", "/actuator/../users/1", "/actuator;/health", "/favicon.ico;x", "/css/../users/1",
				"/%63ss/x.css")) {
			pair.assertSameAnswer("GET", path, "");
		}
		for (String method : List.of("BREW", "get", "G\u00c4T", "", "PROPFIND", "X".repeat(500), "HEAD", "OPTIONS",
				"TRACE", "CONNECT")) {
			pair.assertSameAnswer(method, "/users/1", "");
		}
	}

	@ParameterizedTest
	@MethodSource("containers")
	void hostsThatAreNone(Pair pair) {
		for (String host : List.of("Host:\r\n", "Host: \u0001\r\n", "Host: [::1\r\n", "Host: a:b:c\r\n",
				"Host: x:99999\r\n", "Host: a\r\nHost: b\r\n", "")) {
			pair.assertSameRawAnswer("GET /users/1 HTTP/1.1\r\n" + host + "Connection: close\r\n\r\n");
		}
		pair.assertSameRawAnswer("GET /users/1 HTTP/1.0\r\n\r\n");
		pair.assertSameRawAnswer("GET /users/1\r\n\r\n");
		pair.assertSameRawAnswer("nonsense\r\n\r\n");
	}

	@Test
	void theComparisonSeesADifference() {
		assertThat(Pair.withoutDates("HTTP/1.1 200 \r\n\r\nuser 1"))
			.isNotEqualTo(Pair.withoutDates("HTTP/1.1 200 \r\n\r\nuser 2"));
	}

	/**
	 * Returns more than a hundred headers, written by hand and by mutation with a fixed
	 * seed.
	 */
	private static List<String> malformedTraceHeaders() {
		List<String> headers = new ArrayList<>();
		String valid = "00-%s-%s-01".formatted(TRACE_ID, SPAN_ID);
		for (String value : List.of("", " ", "00", "00-", valid.substring(1), valid + "-", valid + "-00", valid + "x",
				"ff" + valid.substring(2), valid.toUpperCase(java.util.Locale.ROOT), valid.replace('0', 'g'),
				"00-" + "0".repeat(32) + "-" + SPAN_ID + "-01", "00-" + TRACE_ID + "-" + "0".repeat(16) + "-01",
				valid.replace('-', '_'), "\t" + valid + "\t", valid + ", " + valid, "\"" + valid + "\"",
				"\u00ff".repeat(55), "${jndi:ldap://localhost/x}", "<script>alert(1)</script>")) {
			headers.add("traceparent: " + value + "\r\n");
		}
		headers.add("traceparent: " + valid + "\r\ntraceparent: " + valid + "\r\n");
		headers.add("TraceParent: " + valid + "\r\ntracestate: a=\r\n");
		for (String state : List.of("", ",", ",,,,", "a", "=", "a=b=c", "A=b", "a=b,a=c", "a=\u0001", "a@b@c=d", "@a=b",
				"0".repeat(300) + "=1", "a=" + "b".repeat(300), "a=b, ,c=d", "a =b", "a= b", "\t", "a=b;c=d")) {
			headers.add("traceparent: " + valid + "\r\ntracestate: " + state + "\r\n");
		}
		for (String b3 : List.of("x", "1-2-3", "%s-%s-9".formatted(TRACE_ID, SPAN_ID), "-".repeat(200), "d", "0")) {
			headers.add("b3: " + b3 + "\r\n");
			headers.add("X-B3-TraceId: " + b3 + "\r\nX-B3-SpanId: " + b3 + "\r\nX-B3-Sampled: " + b3 + "\r\n");
		}
		Random random = new Random(42);
		while (headers.size() < 120) {
			StringBuilder mutated = new StringBuilder(valid);
			for (int i = 0; i < 1 + random.nextInt(4); i++) {
				mutated.setCharAt(random.nextInt(mutated.length()), (char) (33 + random.nextInt(94)));
			}
			headers.add("traceparent: " + mutated + "\r\n");
		}
		return headers;
	}

	private static ConfigurableApplicationContext run(Class<?> container, String property) {
		return new SpringApplicationBuilder(WebTestApplication.class, container)
			.properties("server.port=0", "tracing.exporters=none", "server.forward-headers-strategy=framework",
					"logging.level.root=error", "logging.level.org.apache.catalina=off",
					"logging.level.org.eclipse=off", "management.opentelemetry.enabled=true")
			.properties(property)
			.run();
	}

	private static int port(ConfigurableApplicationContext context) {
		return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	record Pair(String container, int traced, int untraced) {

		void assertSameAnswer(String method, String path, String headers) {
			assertSameRawAnswer(
					"%s %s HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\nConnection: close\r\n%s\r\n"
						.formatted(method, path, headers));
		}

		void assertSameRawAnswer(String request) {
			String expected = send(this.untraced, request);
			String actual = send(this.traced, request);
			if (expected.isEmpty() || actual.isEmpty()) {
				// Cut off before the response was read, which depends on timing.
				assertSameAnswer("GET", "/users/1", "");
				return;
			}
			assertThat(withoutDates(actual)).as(request.substring(0, Math.min(200, request.length())))
				.isEqualTo(withoutDates(expected));
		}

		static String withoutDates(String response) {
			return response.replaceAll("(?im)^Date:.*$", "Date:")
				.replaceAll("\"timestamp\":\"[^\"]*\"", "\"timestamp\"");
		}

		private static String send(int port, String request) {
			ByteArrayOutputStream response = new ByteArrayOutputStream();
			try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
				socket.setSoTimeout(20_000);
				socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
				socket.getOutputStream().flush();
				socket.shutdownOutput();
				socket.getInputStream().transferTo(response);
			}
			catch (SocketException ex) {
				// Closed by a server that did not read the request to its end.
				return "";
			}
			catch (IOException ex) {
				return ex.getClass().getName();
			}
			return response.toString(StandardCharsets.ISO_8859_1);
		}

		@Override
		public String toString() {
			return this.container;
		}

	}

}
