package io.github.tracingstarter.export;

import io.github.tracingstarter.testing.Waiting;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the trees on the console.
 */
@ExtendWith(OutputCaptureExtension.class)
class ConsoleExportTests {

	@ParameterizedTest
	@ValueSource(strings = { "tracing.exporters=console", "tracing.debug=true" })
	void aTraceIsPrintedAsATree(String property, CapturedOutput output) {
		try (ConfigurableApplicationContext application = TestApplication.run("tracing.exporters=none", property)) {
			trace(application);
			assertThat(printed(output, "trace ")).isEqualTo("""
					trace ID, 5 spans, 12.50 ms
					    12.50 ms  GET /users/{id}  /users/1  500  ! java.lang.IllegalStateException: it broke
					     1.25 ms  |- SELECT users
					              |     SELECT * FROM users WHERE id = ?
					     9.00 ms  `- GET  http://localhost:8080/weather/London?token=REDACTED  200
					     8.00 ms     `- GET /weather/{city}
					     0.50 ms        `- SELECT weather
					                          SELECT ?
					""");
		}
	}

	@Test
	void nothingIsPrintedByDefault(CapturedOutput output) {
		try (ConfigurableApplicationContext application = TestApplication.run("tracing.exporters=none")) {
			assertThat(application.getBeanProvider(ConsoleSpanProcessor.class).stream()).isEmpty();
			trace(application);
		}
		assertThat(output).doesNotContain("SELECT");
	}

	@Test
	void spansThatGoOnAfterTheirParentArePrintedByThemselves(CapturedOutput output) {
		try (ConfigurableApplicationContext application = TestApplication.run("tracing.exporters=console")) {
			Tracer tracer = application.getBean(OpenTelemetry.class).getTracer("test");
			Span server = tracer.spanBuilder("GET /").setSpanKind(SpanKind.SERVER).startSpan();
			Span task = tracer.spanBuilder("send mail").setParent(Context.root().with(server)).startSpan();
			server.end();
			assertThat(printed(output, "trace ")).contains("1 span").contains(", 1 still running").contains("GET /");
			assertThat(output).doesNotContain("send mail");
			task.end();
			assertThat(printed(output, "send mail")).isNotEmpty();
		}
	}

	@Test
	void controlCharactersDoNotReachTheTerminal(CapturedOutput output) {
		try (ConfigurableApplicationContext application = TestApplication.run("tracing.exporters=console")) {
			application.getBean(OpenTelemetry.class)
				.getTracer("test")
				.spanBuilder("bad\u001b[31m\nname")
				.startSpan()
				.end();
			assertThat(printed(output, "trace ")).contains("bad?[31m name");
		}
	}

	/**
	 * Returns what was printed from the given text on, once it has been printed, without
	 * log lines.
	 */
	private static String printed(CapturedOutput output, String from) {
		Waiting.await(() -> output.getOut().contains(from), () -> "'%s' in%n%s".formatted(from, output.getOut()));
		String text = output.getOut();
		return text.substring(text.indexOf(from))
			.replaceAll("(?m)^\\d{4}-.*\\R", "")
			.replaceAll("trace [0-9a-f]{32}", "trace ID")
			.replace("├─", "|-")
			.replace("└─", "`-")
			.replace("│", "|")
			.replace("✗", "!");
	}

	private static void trace(ConfigurableApplicationContext application) {
		Tracer tracer = application.getBean(OpenTelemetry.class).getTracer("test");
		Span server = span(tracer, "GET /users/{id}", SpanKind.SERVER, Context.root(), 0);
		server.setAttribute("url.path", "/users/1");
		server.setAttribute("http.response.status_code", 500);
		Context inServer = Context.root().with(server);
		Span sql = span(tracer, "SELECT users", SpanKind.CLIENT, inServer, 1_000);
		sql.setAttribute("db.query.text", "SELECT *\n  FROM users WHERE id = ?");
		end(sql, 2_250);
		Span client = span(tracer, "GET", SpanKind.CLIENT, inServer, 3_000);
		client.setAttribute("url.full", "http://localhost:8080/weather/London?token=REDACTED");
		client.setAttribute("http.response.status_code", 200);
		Span called = span(tracer, "GET /weather/{city}", SpanKind.SERVER, Context.root().with(client), 3_500);
		Span calledSql = span(tracer, "SELECT weather", SpanKind.CLIENT, Context.root().with(called), 4_000);
		calledSql.setAttribute("db.query.text", "SELECT ?");
		end(calledSql, 4_500);
		end(called, 11_500);
		end(client, 12_000);
		server.setStatus(StatusCode.ERROR);
		server.setAttribute("error.type", "java.lang.IllegalStateException");
		server.recordException(new IllegalStateException("it broke"));
		end(server, 12_500);
	}

	private static Span span(Tracer tracer, String name, SpanKind kind, Context parent, long micros) {
		return tracer.spanBuilder(name)
			.setSpanKind(kind)
			.setParent(parent)
			.setStartTimestamp(START + micros, java.util.concurrent.TimeUnit.MICROSECONDS)
			.startSpan();
	}

	private static void end(Span span, long micros) {
		span.end(START + micros, java.util.concurrent.TimeUnit.MICROSECONDS);
	}

	private static final long START = 1_700_000_000_000_000L;

}
