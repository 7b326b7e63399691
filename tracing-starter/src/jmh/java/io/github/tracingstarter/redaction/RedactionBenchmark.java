package io.github.tracingstarter.redaction;

import java.util.EnumSet;
import java.util.List;

import io.github.tracingstarter.redaction.RedactionProperties.Pattern;
import io.github.tracingstarter.sampling.rules.Rules;
import io.github.tracingstarter.testing.HotPathBenchmark;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * The search for secrets in a text, and the stage for the span of a request.
 */
public class RedactionBenchmark extends HotPathBenchmark {

	@Param
	public Text text;

	private final TextRedaction texts = new TextRedaction(EnumSet.allOf(Pattern.class), List.of());

	private final SpanRedaction stage = stage();

	private SpanData span;

	private SpanRedaction stage() {
		UrlRedaction urls = new UrlRedaction(List.of("password", "token", "code"));
		MessageRedaction messages = new MessageRedaction(urls, this.texts);
		StandardValueRedaction values = new StandardValueRedaction(urls, messages);
		return new RedactionStage(values, messages, new AttributeRedaction(values, messages, this.texts), this.texts,
				Rules.none());
	}

	/**
	 * Creates a span of the starter in which the text is the only attribute apart from
	 * names and numbers.
	 */
	@Setup
	public void makeSpan() {
		try (SdkTracerProvider provider = SdkTracerProvider.builder().build()) {
			Span started = provider.get(SpanRedaction.CLEAN_SCOPE)
				.spanBuilder("GET /users/{id}")
				.setSpanKind(SpanKind.SERVER)
				.setAttribute("http.request.method", "GET")
				.setAttribute("url.path", "/users/42")
				.setAttribute("url.scheme", "http")
				.setAttribute("server.address", "localhost")
				.setAttribute("server.port", 8080)
				.setAttribute("client.address", "127.0.0.1")
				.setAttribute("network.protocol.version", "1.1")
				.setAttribute(this.text.key, this.text.text)
				.setAttribute("http.route", "/users/{id}")
				.setAttribute("http.response.status_code", 200)
				.startSpan();
			started.end();
			this.span = ((ReadableSpan) started).toSpanData();
		}
	}

	@Benchmark
	public String scan() {
		return this.texts.redact(this.text.text);
	}

	@Benchmark
	public SpanData span() {
		return this.stage.redact(this.span);
	}

	/**
	 * The text to search.
	 */
	public enum Text {

		/** A text as in a log line or a note, 60 characters. */
		SHORT("note", "The order of the customer is complete and can be sent today."),

		/** Digits and hyphens. */
		IDENTIFIERS("url.path", "/orders/550e8400-e29b-41d4-a716-446655440000/items/17206929"),

		/** As sent by browsers. */
		BROWSER("user_agent.original",
				"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like "
						+ "Gecko) Chrome/126.0.0.0 Safari/537.36"),

		/** A statement of 200 characters. */
		STATEMENT("db.query.text",
				"select o1_0.id,o1_0.created_at,c1_0.id,c1_0.email,c1_0.password,o1_0.status,o1_0.total from "
						+ "orders o1_0 join customers c1_0 on c1_0.id=o1_0.customer_id where o1_0.status=? and c1_0.id=?"),

		/** With a card number and a password. */
		SECRET("note", "Paid with 4111 1111 1111 1111 by user=bob password=hunter2 !");

		private final String key;

		private final String text;

		Text(String key, String text) {
			this.key = key;
			this.text = text;
		}

	}

}
