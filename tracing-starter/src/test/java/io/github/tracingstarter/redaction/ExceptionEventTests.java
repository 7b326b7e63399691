package io.github.tracingstarter.redaction;

import java.sql.SQLException;

import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.semconv.ExceptionAttributes;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ExceptionEventTests {

	@Test
	void anOrdinaryExceptionKeepsItsMessage() {
		EventData event = record(new IllegalStateException("cart is empty"));
		assertThat(event.getAttributes().get(ExceptionAttributes.EXCEPTION_MESSAGE)).isEqualTo("cart is empty");
	}

	@Test
	void theValuesThatADatabaseQuotesDoNotLeave() {
		SQLException cause = new SQLException("Key (email)=(test@example.com) already exists", "23505", 7);
		EventData event = record(new IllegalStateException("could not insert test@example.com", cause));
		assertThat(event.getAttributes().get(ExceptionAttributes.EXCEPTION_TYPE))
			.isEqualTo("java.lang.IllegalStateException");
		assertThat(event.getAttributes().get(ExceptionAttributes.EXCEPTION_MESSAGE))
			.isEqualTo("SQL state 23505, error code 7");
		assertThat(event.getAttributes().get(ExceptionAttributes.EXCEPTION_STACKTRACE))
			.contains("Caused by: java.sql.SQLException\n\tat " + getClass().getName())
			.doesNotContain("test@example.com");
	}

	@Test
	void causesThatGoInCirclesComeToAnEnd() {
		SQLException first = new SQLException("first");
		IllegalStateException second = new IllegalStateException("second", first);
		first.initCause(second);
		assertThat(record(second).getAttributes().get(ExceptionAttributes.EXCEPTION_STACKTRACE))
			.containsOnlyOnce("Caused by: ");
	}

	private static EventData record(Throwable error) {
		RecordedSpans spans = new RecordedSpans();
		try (SdkTracerProvider provider = SdkTracerProvider.builder().addSpanProcessor(spans).build()) {
			Span span = provider.get("test").spanBuilder("failing").startSpan();
			ExceptionEvent.record(span, error);
			span.end();
			return spans.named("failing").getEvents().get(0);
		}
	}

}
