package io.github.tracingstarter.instrument;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.tracingstarter.testing.Inbox;
import io.github.tracingstarter.testing.LiveSwitch;
import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The contract for messages of every technology.
 */
public abstract class MessagingContract {

	private static final SpanContext DROPPED = SpanContext.create("0af7651916cd43dd8448eb211c80319c",
			"b7ad6b7169203331", TraceFlags.getDefault(), TraceState.getDefault());

	/**
	 * Returns an application with a bean of type {@link Inbox} and a listener to one
	 * destination, which passes each message to it, and is called again after a failure
	 * if {@link #deliversAgain}.
	 * @return a runner, with a destination to which nothing has been sent before
	 */
	protected abstract ApplicationContextRunner runner();

	/**
	 * Sends a message, with the application's own header {@code tenant}.
	 * @param context the application
	 * @param body the message
	 */
	protected abstract void send(AssertableApplicationContext context, String body);

	/**
	 * Returns the destination.
	 * @param context the application
	 * @return its name
	 */
	protected abstract String destination(AssertableApplicationContext context);

	/**
	 * Returns the messaging system.
	 * @return the value of {@code messaging.system}
	 */
	protected abstract String system();

	/**
	 * Returns the switch.
	 * @return the key that turns the spans off
	 */
	protected abstract String key();

	/**
	 * Returns whether the broker delivers a message again if its listener has failed.
	 * @return true, unless overridden
	 */
	protected boolean deliversAgain() {
		return true;
	}

	@Test
	void messageIsPartOfTheTrace() {
		run((context, inbox, spans) -> {
			within(context, () -> send(context, "one"));
			Inbox.Message received = inbox.await(1).get(0);
			spans.await(4);
			String topic = destination(context);
			assertThat(spans.tree()).isEqualTo("""
					INTERNAL request
					  PRODUCER send %1$s
					    CONSUMER process %1$s
					      INTERNAL work
					""".formatted(topic));
			SpanData sent = spans.first(SpanKind.PRODUCER);
			SpanData processed = spans.first(SpanKind.CONSUMER);
			assertThat(received.traceParent()).startsWith("00-%s-%s-".formatted(sent.getTraceId(), sent.getSpanId()));
			assertThat(received.tenant()).isEqualTo("acme");
			assertThat(RecordedSpans.attributes(sent)).containsEntry("messaging.system", system())
				.containsEntry("messaging.operation.name", "send")
				.containsEntry("messaging.operation.type", "send")
				.containsEntry("messaging.destination.name", topic)
				.doesNotContainKey("messaging.operation");
			assertThat(RecordedSpans.attributes(processed)).containsEntry("messaging.system", system())
				.containsEntry("messaging.operation.name", "process")
				.containsEntry("messaging.operation.type", "process")
				.containsEntry("messaging.destination.name", topic)
				.doesNotContainKey("messaging.operation");
		});
	}

	@Test
	void eachDeliveryHasASpanAndTheOneThatFailsHasFailed() {
		run((context, inbox, spans) -> {
			within(context, () -> send(context, Inbox.FAILS_ONCE));
			inbox.await(deliversAgain() ? 2 : 1);
			String expected = """
					INTERNAL request
					  PRODUCER send %1$s
					    CONSUMER process %1$s !
					      INTERNAL work
					""";
			if (deliversAgain()) {
				expected += """
						CONSUMER process %1$s
						  INTERNAL work
						""".indent(4);
			}
			spans.await((int) expected.lines().count());
			assertThat(spans.tree()).isEqualTo(expected.formatted(destination(context)));
			assertThat(RecordedSpans.attributes(spans.first(SpanKind.CONSUMER))).containsEntry("error.type",
					"java.lang.IllegalStateException");
		});
	}

	@Test
	void messageOutsideATraceBeginsOne() {
		run((context, inbox, spans) -> {
			send(context, "one");
			inbox.await(1);
			spans.await(3);
			assertThat(spans.tree()).isEqualTo("""
					PRODUCER send %1$s
					  CONSUMER process %1$s
					    INTERNAL work
					""".formatted(destination(context)));
		});
	}

	@Test
	void messageOfATraceThatIsNotRecordedIsNotRecorded() {
		run((context, inbox, spans) -> {
			try (Scope scope = Span.wrap(DROPPED).makeCurrent()) {
				assertThat(scope).isNotNull();
				send(context, "one");
			}
			assertThat(inbox.await(1).get(0).traceParent()).startsWith("00-" + DROPPED.getTraceId()).endsWith("-00");
			within(context, () -> {
			});
			assertThat(spans.tree()).isEqualTo("INTERNAL request\n");
		});
	}

	@Test
	void noMessageHasASpanWhereThatIsOff() {
		run(runner().withPropertyValues(key() + "=false"), (context, inbox, spans) -> {
			within(context, () -> send(context, "one"));
			assertThat(inbox.await(1)).extracting(Inbox.Message::body).containsExactly("one");
			spans.await(2);
			assertThat(spans.all()).extracting(SpanData::getKind).containsOnly(SpanKind.INTERNAL);
		});
	}

	@Test
	void goesOffAndOnWhileTheApplicationRuns() {
		run((context, inbox, spans) -> {
			AtomicInteger sent = new AtomicInteger();
			LiveSwitch.offAndOn(context, key(), (isOn) -> {
				send(context, "one");
				Inbox.Message received = inbox.await(sent.incrementAndGet()).get(sent.get() - 1);
				LiveSwitch.assertCarried(received.traceParent(), isOn);
			}, """
					INTERNAL request
					  PRODUCER send %1$s
					    CONSUMER process %1$s
					      INTERNAL work
					""".formatted(destination(context)), "INTERNAL request\n");
		});
	}

	@Test
	void keysOfTheApplicationAreOnTheSpans() {
		run(runner().withPropertyValues("management.observations.key-values.region=eu"), (context, inbox, spans) -> {
			send(context, "one");
			inbox.await(1);
			spans.await(3);
			for (SpanKind kind : List.of(SpanKind.PRODUCER, SpanKind.CONSUMER)) {
				assertThat(RecordedSpans.attributes(spans.first(kind))).containsEntry("region", "eu");
			}
		});
	}

	@Test
	void traceTravelsInOtherFormats() {
		for (String format : List.of("b3", "jaeger", "xray")) {
			run(runner().withPropertyValues("tracing.propagation.produce=" + format,
					"tracing.propagation.consume=" + format), (context, inbox, spans) -> {
						send(context, "one");
						assertThat(inbox.await(1)).extracting(Inbox.Message::traceParent).containsOnlyNulls();
						spans.await(3);
						assertThat(spans.tree()).as(format).isEqualTo("""
								PRODUCER send %1$s
								  CONSUMER process %1$s
								    INTERNAL work
								""".formatted(destination(context)));
					});
		}
	}

	/**
	 * Messages have no caller.
	 */
	@Test
	void fieldsOfBaggageTravelAndAreOnAllSpans() {
		run(runner().withPropertyValues("tracing.baggage.tag-fields=shop", "tracing.propagation.trust=never"),
				(context, inbox, spans) -> {
					within(context, () -> {
						Baggage baggage = Baggage.builder().put("shop", "rome").put("other", "x").build();
						try (Scope scope = Context.current().with(baggage).makeCurrent()) {
							assertThat(scope).isNotNull();
							send(context, "one");
						}
					});
					inbox.await(1);
					spans.await(4);
					assertThat(spans.tree()).isEqualTo("""
							INTERNAL request
							  PRODUCER send %1$s
							    CONSUMER process %1$s
							      INTERNAL work
							""".formatted(destination(context)));
					// The first has begun before there was a field.
					assertThat(spans.all().stream().skip(1)).extracting(RecordedSpans::attributes)
						.allSatisfy((attributes) -> assertThat(attributes).containsEntry("shop", "rome")
							.doesNotContainKey("other"));
				});
	}

	private void run(Scenario scenario) {
		run(runner(), scenario);
	}

	/**
	 * Runs an application.
	 * @param runner the application
	 * @param scenario the actions and assertions
	 */
	protected static void run(ApplicationContextRunner runner, Scenario scenario) {
		runner.run((context) -> {
			assertThat(context).hasNotFailed();
			scenario.play(context, context.getBean(Inbox.class), context.getBean(RecordedSpans.class));
		});
	}

	/**
	 * Runs a task within a span that was created without an observation, like those of
	 * requests.
	 * @param context the application
	 * @param task the task
	 */
	protected static void within(AssertableApplicationContext context, Runnable task) {
		Span span = context.getBean(Spans.class)
			.span("request", SpanKind.INTERNAL, io.opentelemetry.context.Context.root())
			.startSpan();
		try (Scope scope = span.makeCurrent()) {
			assertThat(scope).isNotNull();
			task.run();
		}
		finally {
			span.end();
		}
	}

	/**
	 * The actions in an application, and the assertions.
	 */
	protected interface Scenario {

		/**
		 * Plays the scenario.
		 * @param context the application
		 * @param inbox what its listener receives
		 * @param spans its spans
		 */
		void play(AssertableApplicationContext context, Inbox inbox, RecordedSpans spans);

	}

}
