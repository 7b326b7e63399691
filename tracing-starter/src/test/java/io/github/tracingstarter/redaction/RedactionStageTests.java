package io.github.tracingstarter.redaction;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.internal.ExtendedSpanProcessor;
import io.opentelemetry.semconv.ExceptionAttributes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration;
import org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

/**
 * The redaction of a single span.
 */
class RedactionStageTests {

	private static final String OWN = "io.github.tracingstarter";

	private static final ApplicationContextRunner RUNNER = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(OpenTelemetrySdkAutoConfiguration.class,
				OpenTelemetryTracingAutoConfiguration.class, MicrometerTracingAutoConfiguration.class,
				TracingAutoConfiguration.class, RedactionAutoConfiguration.class));

	@Test
	void aSpanOfOursThatDidNotFailIsTheSameObject() {
		RUNNER.run((context) -> {
			RecordedSpans spans = new RecordedSpans();
			try (SdkTracerProvider provider = SdkTracerProvider.builder().addSpanProcessor(spans).build()) {
				provider.get(OWN).spanBuilder("own").setAttribute("url.path", "/x").startSpan().end();
			}
			SpanData span = spans.named("own");
			assertThat(context.getBean(SpanRedaction.class).redact(span)).isSameAs(span);
		});
	}

	@Test
	void whatTheApplicationTellsASpanOfOursIsTreatedToo() {
		SpanData redacted = redact(span(OWN, (span) -> {
			span.recordException(new SQLException("no such user: S3cret", "42000"));
			span.addEvent("retry", Attributes.of(AttributeKey.stringKey("url.full"), "http://u:S3cret@h"));
			span.setStatus(StatusCode.ERROR, "no such user: S3cret");
		}));
		assertThat(text(redacted)).doesNotContain("S3cret").contains("SQL state 42000, error code 0");
		redacted = redact(span(OWN, (span) -> span.setStatus(StatusCode.ERROR, "cannot reach http://u:S3cret@h")));
		assertThat(redacted.getStatus().getDescription()).isEqualTo("cannot reach http://REDACTED:REDACTED@h");
	}

	@Test
	void theEventThatSpansOfOursGetIsCleanAlready() {
		SpanData span = span(OWN, (any) -> ExceptionEvent.record(any,
				new IllegalStateException("S3cret", new SQLException("Duplicate entry 'S3cret'", "23000", 7))));
		assertThat(text(span)).doesNotContain("S3cret").contains("SQL state 23000, error code 7");
		assertThat(redact(span)).isSameAs(span);
	}

	@Test
	void aSpanOfOthersWithoutSecretsIsTheSameObject() {
		SpanData span = span((any) -> {
			any.setAttribute("http.url", "http://host/x?page=1");
			any.setAttribute("db.statement", "SELECT a FROM t WHERE b = ?");
			any.setAttribute(AttributeKey.stringArrayKey("tags"), List.of("a", "b"));
			any.addEvent("cache miss", Attributes.of(AttributeKey.stringKey("key"), "a b"));
			any.recordException(new IllegalStateException("cart is empty", new RuntimeException("no items")));
			any.setStatus(StatusCode.ERROR, "cart is empty");
		});
		assertThat(redact(span)).isSameAs(span);
	}

	@Test
	void aProcessorOfTheApplicationStillChangesSpansThatAreEnding() {
		RecordedSpans spans = new RecordedSpans();
		RUNNER.withBean("recording", SpanProcessor.class, () -> spans)
			.withBean("ending", SpanProcessor.class, Ending::new)
			.withPropertyValues("management.tracing.sampling.probability=1")
			.run((context) -> {
				context.getBean(OpenTelemetry.class).getTracer("test").spanBuilder("any").startSpan().end();
				assertThat(RecordedSpans.attributes(spans.named("any"))).containsEntry("ending", "yes");
			});
	}

	/**
	 * A message may quote a whole request, and is read on the thread that ends the span.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "select ", "java.sql.", "http://a ", "x=a://b:c;", "x=http://a:b?" })
	void aLongMessageTakesNoLongTime(String part) {
		SpanData span = span((any) -> any
			.recordException(new IllegalStateException("cannot read " + part.repeat(300_000 / part.length()))));
		assertTimeoutPreemptively(Duration.ofSeconds(5), () -> redact(span));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
			bad: select S from t where a = 'S'             | bad: select S from t where a = ?
			select one. insert into t values ('S')         | select one. insert into t values (?)
			select one or select two                       | select one or select two
			""")
	void statementsInMessagesAreFound(String message, String expected) {
		SpanData redacted = redact(span((span) -> span.setAttribute("error.message", message)));
		assertThat(redacted.getAttributes().get(AttributeKey.stringKey("error.message"))).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
			http.url      | http://u:p@h/x?token=S         | http://REDACTED:REDACTED@h/x?token=REDACTED
			http.target   | /x?token=S                     | /x?token=REDACTED
			url.full      | http://h/x?token=S             | http://h/x?token=REDACTED
			url.query     | token=S&a=1                    | token=REDACTED&a=1
			url.path      | /x;jsessionid=S                | /x;jsessionid=REDACTED
			uri           | /x?token=S                     | /x?token=REDACTED
			db.statement  | SELECT a FROM t WHERE b = 'S'  | SELECT a FROM t WHERE b = ?
			db.query.text | SELECT a FROM t WHERE b = 'S'  | SELECT a FROM t WHERE b = ?
			jdbc.query[0] | SELECT a FROM t WHERE b = 'S'  | SELECT a FROM t WHERE b = ?
			r2dbc.query[1] | SELECT a FROM t WHERE b = 'S' | SELECT a FROM t WHERE b = ?
			custom        | see http://u:p@h/x             | see http://REDACTED:REDACTED@h/x
			error.message | bad: INSERT INTO t VALUES ('S') | bad: INSERT INTO t VALUES (?)
			""")
	void attributesAreTreatedByTheirKeys(String key, String value, String expected) {
		SpanData redacted = redact(span((span) -> span.setAttribute(key, value).setAttribute("other", 1)));
		assertThat(redacted.getAttributes().get(AttributeKey.stringKey(key))).isEqualTo(expected);
		assertThat(redacted.getAttributes().get(AttributeKey.longKey("other"))).isEqualTo(1);
		assertThat(redacted.getAttributes().size()).isEqualTo(2);
	}

	@Test
	void theDatabaseTellsHowAStatementIsRead() {
		SpanData redacted = redact(span((span) -> span.setAttribute("db.system", "mssql")
			.setAttribute("db.statement", "SELECT [Customer's name] FROM t WHERE token = 'S'")));
		assertThat(redacted.getAttributes().get(AttributeKey.stringKey("db.statement")))
			.isEqualTo("SELECT [Customer's name] FROM t WHERE token = ?");
		redacted = redact(span(
				(span) -> span.setAttribute("db.system", "redis").setAttribute("db.statement", "SET session S3cret")));
		assertThat(redacted.getAttributes().get(AttributeKey.stringKey("db.statement"))).isEqualTo("SET ?");
	}

	@ParameterizedTest
	@ValueSource(strings = {
			"PreparedStatementCallback; SQL [INSERT INTO t VALUES ('S3cret')]; Duplicate entry 'S3cret' for key 'x'",
			"ERROR: duplicate key value violates unique constraint \"x\"\n  Detail: Key (email)=(S3cret) already exists.",
			"Unique index or primary key violation: \"PUBLIC.X ON PUBLIC.T(A) VALUES ( /* 1 */ 'S3cret' )\"",
			"ORA-00001: unique constraint (X) violated on S3cret",
			"could not execute statement [S3cret] [insert into t]: " + "org.postgresql.util.PSQLException: S3cret",
			"Write error: E11000 duplicate key error collection: x dup key: { email: \"S3cret\" }",
			"Data truncation: Incorrect datetime value: 'S3cret' for column 'a'",
			"invalid input syntax for type integer: \"S3cret\"", "failed: select a\n from t\n where b = 'S3cret'",
			"failed: update t set a = 'S3cret'" })
	void whatDriversSayIsLeftOutWhereNoExceptionIsKnown(String message) {
		SpanData redacted = redact(
				span((span) -> span
					.addEvent("exception",
							Attributes.of(ExceptionAttributes.EXCEPTION_MESSAGE, message,
									ExceptionAttributes.EXCEPTION_STACKTRACE,
									"a.B: " + message + "\n\tat a.B.c(B.java:1)\nCaused by: d.E: " + message
											+ "\n\tat d.E.f(E.java:2)\n\t... 3 more\n"))
					.setStatus(StatusCode.ERROR, message)));
		assertThat(text(redacted)).doesNotContain("S3cret");
		assertThat(redacted.getEvents().get(0).getAttributes().get(ExceptionAttributes.EXCEPTION_STACKTRACE))
			.startsWith("a.B")
			.contains("\n\tat a.B.c(B.java:1)\nCaused by: d.E")
			.endsWith("\n\tat d.E.f(E.java:2)\n\t... 3 more\n");
	}

	@Test
	void suppressedExceptionsCountAsWell() {
		IllegalStateException error = new IllegalStateException("closing failed for S3cret");
		error.addSuppressed(new RuntimeException("S3cret", new SQLException("Duplicate entry 'S3cret'", "23000", 7)));
		SpanData redacted = redact(span((span) -> {
			span.recordException(error);
			span.setStatus(StatusCode.ERROR, error.getMessage());
		}));
		assertThat(text(redacted)).doesNotContain("S3cret")
			.contains("SQL state 23000, error code 7")
			.contains("\n\tSuppressed: java.lang.RuntimeException\n\t\tat ")
			.contains("\n\tCaused by: java.sql.SQLException\n");
	}

	@Test
	void theUrlsOfCausesAndSuppressedExceptionsAreTreatedToo() throws Exception {
		RuntimeException error = new RuntimeException("call failed",
				new UnknownHostException("https://u:S3cret@host/x"));
		try {
			new URI("https://host/x?password=S3cret S3cret");
		}
		catch (URISyntaxException ex) {
			error.addSuppressed(ex);
		}
		SpanData redacted = redact(span((span) -> span.recordException(error)));
		assertThat(text(redacted)).doesNotContain("S3cret")
			.contains("java.net.UnknownHostException: https://REDACTED:REDACTED@host/x")
			.contains("\n\tSuppressed: java.net.URISyntaxException: Illegal character in query at index 30: "
					+ "https://host/x?password=REDACTED\n\t\tat ")
			.contains("java.lang.RuntimeException: call failed\n\tat " + getClass().getName());
	}

	@Test
	void namesAndLinksAreTreatedToo() {
		RecordedSpans spans = new RecordedSpans();
		try (SdkTracerProvider provider = SdkTracerProvider.builder().addSpanProcessor(spans).build()) {
			Span other = provider.get("other").spanBuilder("other").startSpan();
			provider.get("other")
				.spanBuilder("GET http://u:S3cret@h/x")
				.addLink(other.getSpanContext(), Attributes.of(AttributeKey.stringKey("url.full"), "http://u:S3cret@h"))
				.startSpan()
				.end();
			other.end();
		}
		SpanData redacted = redact(spans.named("GET http://u:S3cret@h/x"));
		assertThat(redacted.getName()).isEqualTo("GET http://REDACTED:REDACTED@h/x");
		assertThat(text(redacted)).doesNotContain("S3cret");
	}

	@Test
	void aSpanThatCannotBeCheckedLeavesWithoutContent() {
		RuntimeException broken = new RuntimeException() {
			@Override
			public String toString() {
				throw new IllegalStateException("S3cret");
			}

			@Override
			public String getMessage() {
				return "S3cret";
			}
		};
		SpanData span = span((any) -> {
			any.setAttribute("custom", "S3cret");
			any.addEvent("exception", Attributes.of(ExceptionAttributes.EXCEPTION_MESSAGE, "S3cret"));
		});
		SpanData failing = new RedactedSpanData(span, span.getName(), span.getAttributes(),
				List.of(io.opentelemetry.sdk.trace.data.ExceptionEventData.create(1, broken, Attributes.empty(), 0)),
				List.of(), span.getStatus());
		assertThat(text(redact(failing))).doesNotContain("S3cret");
		assertThat(redact(failing).getSpanId()).isEqualTo(span.getSpanId());
	}

	private static SpanData span(Consumer<Span> description) {
		return span("other", description);
	}

	private static SpanData span(String scope, Consumer<Span> description) {
		RecordedSpans spans = new RecordedSpans();
		try (SdkTracerProvider provider = SdkTracerProvider.builder().addSpanProcessor(spans).build()) {
			Span span = provider.get(scope).spanBuilder("other").startSpan();
			description.accept(span);
			span.end();
		}
		return spans.named("other");
	}

	private static SpanData redact(SpanData span) {
		SpanData[] redacted = new SpanData[1];
		RUNNER.run((context) -> redacted[0] = context.getBean(SpanRedaction.class).redact(span));
		return redacted[0];
	}

	private static String text(SpanData span) {
		StringBuilder text = new StringBuilder(span.getName()).append(span.getAttributes()).append(span.getStatus());
		for (EventData event : span.getEvents()) {
			text.append(event.getName());
			event.getAttributes().forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
		}
		span.getLinks().forEach((link) -> text.append(link.getAttributes()));
		return text.toString();
	}

	private static final class Ending implements ExtendedSpanProcessor {

		@Override
		public void onEnding(ReadWriteSpan span) {
			span.setAttribute("ending", "yes");
		}

		@Override
		public boolean isOnEndingRequired() {
			return true;
		}

		@Override
		public void onStart(Context parentContext, ReadWriteSpan span) {
		}

		@Override
		public boolean isStartRequired() {
			return false;
		}

		@Override
		public void onEnd(ReadableSpan span) {
		}

		@Override
		public boolean isEndRequired() {
			return true;
		}

	}

}
