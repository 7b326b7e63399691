package io.github.tracingstarter.redaction;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import io.github.tracingstarter.ValueRedaction;
import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import io.github.tracingstarter.configuration.LiveProperty;
import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.redaction.RedactionProperties.Pattern;
import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration;
import org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

/**
 * Where patterns and expressions are applied, and how they are configured. What patterns
 * find is in {@link RedactionCorpusTests}.
 */
@ExtendWith(OutputCaptureExtension.class)
class TextRedactionTests {

	private static final String OWN = "io.github.tracingstarter";

	private static final String CARD = "4111 1111 1111 1111";

	private static final ApplicationContextRunner RUNNER = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(OpenTelemetrySdkAutoConfiguration.class,
				OpenTelemetryTracingAutoConfiguration.class, MicrometerTracingAutoConfiguration.class,
				TracingAutoConfiguration.class, RedactionAutoConfiguration.class));

	@ParameterizedTest
	@ValueSource(strings = { OWN, "other" })
	void patternsLookEverywhere(String scope) {
		RUNNER.run((context) -> {
			SpanData redacted = context.getBean(SpanRedaction.class).redact(span(scope, "pay " + CARD, (span) -> {
				span.setAttribute("url.query", "card=" + CARD);
				span.setAttribute("url.path", "/cards/" + CARD);
				span.setAttribute("url.full", "https://host/?mail=bob%40example.com");
				span.setAttribute("db.query.text", "SELECT a FROM t /* bob@example.com */");
				span.setAttribute("db.query.parameter.0", CARD);
				span.setAttribute("note", "password=hunter2");
				span.setAttribute(AttributeKey.stringArrayKey("notes"), List.of("a", "Bearer 1a2b3c4d5e"));
				span.addEvent("paid " + CARD, Attributes.of(AttributeKey.stringKey("of"), "bob@example.com"));
				span.recordException(new IllegalStateException("no " + CARD, new RuntimeException("bob@example.com")));
				span.addLink(Span.getInvalid().getSpanContext());
				span.setStatus(StatusCode.ERROR, "refused: " + CARD);
			}));
			assertThat(text(redacted)).doesNotContain("4111", "bob", "hunter2", "1a2b3c4d5e")
				.startsWith("pay REDACTED")
				.contains("url.query=\"card=REDACTED\"", "url.path=\"/cards/REDACTED\"",
						"url.full=\"https://host/?mail=REDACTED\"", "SELECT a FROM t",
						"db.query.parameter.0=\"REDACTED\"", "note=\"password=REDACTED\"", "notes=[a, Bearer REDACTED]",
						"paid REDACTED", "of=REDACTED", "no REDACTED", "java.lang.RuntimeException: REDACTED",
						"description=refused: REDACTED", "\tat " + TextRedactionTests.class.getName());
		});
	}

	@Test
	void linksAreReadToo() {
		RecordedSpans spans = new RecordedSpans();
		try (SdkTracerProvider provider = SdkTracerProvider.builder().addSpanProcessor(spans).build()) {
			Span other = provider.get("other").spanBuilder("other").startSpan();
			other.end();
			provider.get(OWN)
				.spanBuilder("own")
				.addLink(other.getSpanContext(), Attributes.of(AttributeKey.stringKey("of"), "bob@example.com"))
				.startSpan()
				.end();
		}
		RUNNER.run((context) -> assertThat(
				context.getBean(SpanRedaction.class).redact(spans.named("own")).getLinks().get(0).getAttributes())
			.isEqualTo(Attributes.of(AttributeKey.stringKey("of"), "REDACTED")));
	}

	@ParameterizedTest
	@CsvSource({ "user.password, hunter2, REDACTED", "http.request.header.authorization, abc, REDACTED",
			"apiKey, abc, REDACTED", "session.token, abc, REDACTED", "token, null, null", "password, ****, ****",
			"messaging.kafka.message.key, abc, abc", "token_type, abc, abc",
			"enduser.id, bob@example.com, bob@example.com", "user.email, bob@example.com, bob@example.com",
			"enduser.id, password=x1, password=REDACTED", "note, bob@example.com, REDACTED",
			"client.address, 10.0.0.1, 10.0.0.1" })
	void keysSayWhatIsASecretAndWhatIsAUser(String key, String value, String expected) {
		for (String scope : List.of(OWN, "other")) {
			RUNNER.run((context) -> {
				SpanData redacted = context.getBean(SpanRedaction.class)
					.redact(span(scope, "x", (span) -> span.setAttribute(key, value)));
				assertThat(RecordedSpans.attributes(redacted)).containsOnly(Map.entry(key, expected));
			});
		}
	}

	@Test
	void whatHoldsNoSecretIsTheSameObject() {
		SpanData span = span(OWN, "GET /users/{id}",
				(any) -> any.setAttribute("http.request.method", "GET")
					.setAttribute("url.path", "/users/1")
					.setAttribute("user_agent.original", "curl/8.7.1")
					.setAttribute("db.query.text", "SELECT password FROM users WHERE email = ?")
					.setAttribute("note", "order 4711"));
		RUNNER.run((context) -> assertThat(context.getBean(SpanRedaction.class).redact(span)).isSameAs(span));
	}

	@Test
	void aBeanOfTheApplicationReplacesTheRulesAndNotThePatterns() {
		RUNNER.withBean(ValueRedaction.class, () -> (key, value) -> key.equals("tenant") ? "T" : value)
			.run((context) -> {
				SpanData redacted = context.getBean(SpanRedaction.class)
					.redact(span(OWN, "x",
							(any) -> any.setAttribute("tenant", "acme")
								.setAttribute("url.path", "/x;jsessionid=1")
								.setAttribute("card", CARD)));
				assertThat(RecordedSpans.attributes(redacted)).containsEntry("tenant", "T")
					.containsEntry("card", "REDACTED");
			});
	}

	@Test
	void eachPatternCanBeOff() {
		RUNNER.withPropertyValues("tracing.redaction.patterns=card-numbers,iban").run((context) -> {
			TextRedaction texts = context.getBean(TextRedaction.class);
			assertThat(texts.patterns()).isEqualTo(Set.of(Pattern.CARD_NUMBERS, Pattern.IBAN));
			assertThat(texts.redact("bob@example.com " + CARD)).isEqualTo("bob@example.com REDACTED");
		});
		RUNNER.withPropertyValues("tracing.redaction.patterns=").run((context) -> {
			assertThat(context.getBean(TextRedaction.class).redact("password=x " + CARD))
				.isEqualTo("password=x " + CARD);
			// URLs and statements have other rules.
			SpanData redacted = context.getBean(SpanRedaction.class)
				.redact(span("other", "x", (any) -> any.setAttribute("url.full", "https://u:p@host/?token=x")));
			assertThat(RecordedSpans.attributes(redacted)).containsEntry("url.full",
					"https://REDACTED:REDACTED@host/?token=REDACTED");
		});
	}

	@Test
	void patternsChangeWhileTheApplicationRuns() {
		RUNNER.run((context) -> {
			LiveProperty property = context.getBean(LiveProperty.class);
			TextRedaction texts = context.getBean(TextRedaction.class);
			String statement = "SELECT a /* bob@example.com */";
			property.change("iban");
			assertThat(texts.redactRepeated(statement)).isEqualTo(statement);
			assertThat(texts.redactRepeated(statement)).isSameAs(statement);
			assertThat(property.value()).isEqualTo("iban");
			property.change(" email , card-numbers");
			assertThat(texts.redactRepeated(statement)).isEqualTo("SELECT a /* REDACTED */");
			assertThat(property.value()).isEqualTo("card-numbers, email");
			assertThatExceptionOfType(InvalidTracingPropertyException.class)
				.isThrownBy(() -> property.preview("email, cards"))
				.withMessageContaining(
						"tracing.redaction.patterns=cards cannot be used because there is no such pattern. "
								+ "Use some of these, separated by commas: credentials, bearer-tokens,");
			assertThat(property.value()).isEqualTo("card-numbers, email");
			property.change("");
			assertThat(property.value()).isEmpty();
			assertThat(texts.redact("bob@example.com")).isEqualTo("bob@example.com");
		});
	}

	@Test
	void expressionsOfTheApplicationAreHiddenInAllTexts() {
		RUNNER.withPropertyValues("tracing.redaction.expressions[0]=EMP-\\d{3,5}",
				"tracing.redaction.expressions[1]=(?<=ward )\\w+", "tracing.redaction.expressions[2]=10\\.0\\.0\\.\\d+")
			.run((context) -> {
				SpanData redacted = context.getBean(SpanRedaction.class)
					.redact(span(OWN, "of EMP-123",
							(any) -> any.setAttribute("note", "EMP-123 and EMP-4567 in ward seven")
								.setAttribute("client.address", "10.0.0.7")
								.setAttribute("count", 7)));
				assertThat(redacted.getName()).isEqualTo("of REDACTED");
				assertThat(RecordedSpans.attributes(redacted))
					.containsEntry("note", "REDACTED and REDACTED in ward REDACTED")
					.containsEntry("client.address", "REDACTED")
					.containsEntry("count", 7L);
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "(a+)+$", "(a|aa)+$", "(.*a){20}", "(x+x+)+y|(a*)*b" })
	void anExpressionThatExplodesHoldsNobodyUp(String explosive, CapturedOutput output) {
		UserExpression expression = UserExpression.of(3, explosive);
		String text = "a".repeat(5000) + "!";
		assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
			for (int i = 0; i < 50; i++) {
				assertThat(expression.redact(text)).isEqualTo("REDACTED");
			}
		});
		assertThat(expression.exceeded()).isEqualTo(50);
		assertThat(output.getOut()).containsOnlyOnce("tracing.redaction.expressions[3] takes too long for some texts")
			.doesNotContain("aaaa");
		assertThat(expression.redact("b")).isIn("b", "REDACTED");
	}

	@Test
	void anOrdinaryExpressionReadsALongTextToItsEnd() {
		UserExpression expression = UserExpression.of(0, "EMP-\\d+|\\bsecret-[a-z]+\\b");
		String text = "nothing to see here, ".repeat(10_000);
		assertThat(expression.redact(text)).isSameAs(text);
		assertThat(expression.redact(text + "EMP-1")).isEqualTo(text + "REDACTED");
		assertThat(expression.exceeded()).isZero();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					a(b  | tracing.redaction.expressions[1]=a(b cannot be used because it is not a regular expression: Unclosed group near index 3.
					a*   | tracing.redaction.expressions[1]=a* cannot be used because it also matches an empty text.
					""")
	void anExpressionThatCannotBeUsedStopsTheStart(String expression, String message) {
		RUNNER
			.withPropertyValues("tracing.redaction.expressions[0]=good",
					"tracing.redaction.expressions[1]=" + expression)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidTracingPropertyException.class)
				.hasMessageContaining(message));
	}

	/**
	 * A text may be as long as a request, and is read on the thread that ends the span.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "token:", "token: ", "password=", "password:\"", "cookie: a ", "<password>", "<a:", "eyJ",
			"-eyJ", "eyJa.", "-----BEGIN ", "glpat-", "sk-", "xoxb-1", "basic+", "basic ", "bearer+", "a@", "a:b@",
			"@a.", "a%40", "4111 ", "4111-1111-", "DE89 ", "=", ":", "a,", "password=(", "password=[", "password='",
			"token=A", "hvs.", "\\\"token\\\":" })
	void aLongTextTakesNoLongTime(String part) {
		SecretScanner scanner = new SecretScanner(EnumSet.allOf(Pattern.class));
		String text = part.repeat(300_000 / part.length());
		assertTimeoutPreemptively(Duration.ofSeconds(5), () -> scanner.redact(text));
	}

	private static SpanData span(String scope, String name, Consumer<Span> description) {
		RecordedSpans spans = new RecordedSpans();
		try (SdkTracerProvider provider = SdkTracerProvider.builder().addSpanProcessor(spans).build()) {
			Span span = provider.get(scope).spanBuilder(name).startSpan();
			description.accept(span);
			span.end();
		}
		return spans.named(name);
	}

	private static String text(SpanData span) {
		StringBuilder text = new StringBuilder(span.getName()).append(span.getAttributes()).append(span.getStatus());
		for (EventData event : span.getEvents()) {
			text.append(event.getName());
			event.getAttributes().forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
		}
		return text.toString();
	}

}
