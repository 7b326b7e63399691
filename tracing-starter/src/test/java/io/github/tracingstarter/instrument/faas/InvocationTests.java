package io.github.tracingstarter.instrument.faas;

import java.util.List;
import java.util.Map;

import io.github.tracingstarter.instrument.Senders;
import io.github.tracingstarter.propagation.TraceHeaders;
import io.github.tracingstarter.testing.LiveSwitch;
import io.github.tracingstarter.testing.MapHeaders;
import io.github.tracingstarter.testing.ObservedApplication;
import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the span of an invocation, whatever the platform.
 */
class InvocationTests {

	private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

	private static final String OTHER_TRACE = "1af7651916cd43dd8448eb211c80319c";

	private final ApplicationContextRunner runner = ObservedApplication.runner()
		.withConfiguration(AutoConfigurations.of(FaasTracingAutoConfiguration.class));

	@Test
	void eachInvocationIsOneTreeAndTheFirstOneIsCold() {
		this.runner.run((context) -> {
			invoke(context, new Call("orders", Trigger.HTTP, "i-1"));
			invoke(context, new Call("orders", Trigger.TIMER, null));
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			assertThat(spans.tree()).isEqualTo("""
					SERVER orders
					  INTERNAL work
					SERVER orders
					  INTERNAL work
					""");
			assertThat(spans.all()
				.stream()
				.filter((span) -> span.getName().equals("orders"))
				.map(RecordedSpans::attributes))
				.containsExactly(Map.of("faas.trigger", "http", "faas.coldstart", true, "faas.invocation_id", "i-1"),
						Map.of("faas.trigger", "timer", "faas.coldstart", false));
		});
	}

	@Test
	void theFirstInvocationAfterARestoreIsCold() {
		this.runner.run((context) -> {
			invoke(context, new Call("before", Trigger.OTHER, null));
			context.getBean(ColdStart.class).reset();
			invoke(context, new Call("after", Trigger.OTHER, null));
			assertThat(RecordedSpans.attributes(context.getBean(RecordedSpans.class).named("after")))
				.containsEntry("faas.coldstart", true);
		});
	}

	@Test
	void idsOfRestoredProcessesComeFromTheOperatingSystem() {
		this.runner.withPropertyValues("AWS_LAMBDA_INITIALIZATION_TYPE=snap-start").run((context) -> {
			assertThat(context.getBean(SdkTracerProvider.class).toString()).contains("SnapStartIds");
			for (int invocation = 0; invocation < 100; invocation++) {
				invoke(context, new Call("orders", Trigger.OTHER, null));
			}
			List<SpanData> spans = context.getBean(RecordedSpans.class).all();
			assertThat(spans).hasSize(200).allMatch((span) -> span.getSpanContext().isValid());
			assertThat(spans.stream().map(SpanData::getSpanId).distinct()).hasSize(200);
			assertThat(spans.stream().map(SpanData::getTraceId).distinct()).hasSize(100);
		});
	}

	@Test
	void otherProcessesHaveTheUsualIds() {
		this.runner.withPropertyValues("AWS_LAMBDA_INITIALIZATION_TYPE=on-demand")
			.run((context) -> assertThat(context.getBean(SdkTracerProvider.class).toString())
				.doesNotContain("SnapStartIds"));
	}

	@Test
	void anExceptionFailsTheSpan() {
		this.runner.run((context) -> {
			RunningInvocation running = context.getBean(Invocations.class)
				.start(new Call("orders", Trigger.OTHER, null));
			running.failed(new IllegalStateException("broken"));
			running.close();
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			assertThat(spans.tree()).isEqualTo("SERVER orders !\n");
			assertThat(RecordedSpans.attributes(spans.named("orders"))).containsEntry("error.type",
					"java.lang.IllegalStateException");
			assertThat(Span.current()).isEqualTo(Span.getInvalid());
		});
	}

	@Test
	void aMessageIsTheParentOfItsInvocation() {
		this.runner.run((context) -> {
			invoke(context, new Call("process orders", Trigger.PUBSUB, null, List.of(message(TRACE, 1))));
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			assertThat(spans.tree()).isEqualTo("CONSUMER process orders\n  INTERNAL work\n");
			assertThat(spans.named("process orders").getParentSpanContext().getTraceId()).isEqualTo(TRACE);
			assertThat(spans.named("process orders").getLinks()).isEmpty();
		});
	}

	@Test
	void messagesOfOneTraceAreItsParentAndLinks() {
		this.runner.run((context) -> {
			invoke(context,
					new Call("process orders", Trigger.PUBSUB, null, List.of(message(TRACE, 1), message(TRACE, 2))));
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			assertThat(spans.named("process orders").getParentSpanId()).isEqualTo("000000000000000" + 1);
			assertThat(spans.named("process orders").getLinks()).extracting(LinkData::getSpanContext)
				.extracting(SpanContext::getSpanId)
				.containsExactly("000000000000000" + 2);
		});
	}

	@Test
	void messagesOfSeveralTracesAreLinks() {
		this.runner.run((context) -> {
			invoke(context, new Call("process orders", Trigger.PUBSUB, null,
					List.of(message(TRACE, 1), message(OTHER_TRACE, 2))));
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			assertThat(spans.named("process orders").getParentSpanContext().isValid()).isFalse();
			assertThat(spans.named("process orders").getLinks()).extracting(LinkData::getSpanContext)
				.extracting(SpanContext::getTraceId)
				.containsExactly(TRACE, OTHER_TRACE);
		});
	}

	@Test
	void whatFailsInTheDescriptionDoesNotReachTheFunction() {
		this.runner.run((context) -> {
			RunningInvocation running = context.getBean(Invocations.class)
				.start(new Call("orders", Trigger.OTHER, null) {

					@Override
					String name() {
						throw new IllegalStateException("no name");
					}

				});
			running.close();
			assertThat(context.getBean(RecordedSpans.class).all()).isEmpty();
		});
	}

	@Test
	void invocationsAreTurnedOffAndOn() {
		this.runner.run((context) -> LiveSwitch.offAndOn(context, "tracing.faas.enabled",
				(isOn) -> invoke(context, new Call("orders", Trigger.OTHER, null)),
				"INTERNAL request\nSERVER orders\n  INTERNAL work\n", "INTERNAL request\n"));
	}

	@Test
	void ifItIsOffThereIsNothing() {
		this.runner.withPropertyValues("tracing.faas.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(Invocations.class)
				.doesNotHaveBean(InvocationFlush.class));
	}

	@Test
	void aNegativeTimeoutIsRefused() {
		this.runner.withPropertyValues("tracing.faas.flush-timeout=-1s")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("tracing.faas.flush-timeout"));
	}

	private static void invoke(ApplicationContext context, Invocation invocation) {
		RunningInvocation running = context.getBean(Invocations.class).start(invocation);
		try {
			context.getBean(OpenTelemetry.class).getTracer("test").spanBuilder("work").startSpan().end();
		}
		finally {
			running.close();
		}
	}

	private static Map<String, String> message(String trace, int span) {
		return Map.of("traceparent", "00-%s-000000000000000%d-01".formatted(trace, span));
	}

	private static class Call extends Invocation {

		private final String name;

		private final Trigger trigger;

		private final @Nullable String id;

		private final List<Map<String, String>> messages;

		Call(String name, Trigger trigger, @Nullable String id) {
			this(name, trigger, id, List.of());
		}

		Call(String name, Trigger trigger, @Nullable String id, List<Map<String, String>> messages) {
			this.name = name;
			this.trigger = trigger;
			this.id = id;
			this.messages = messages;
		}

		@Override
		String name() {
			return this.name;
		}

		@Override
		Trigger trigger() {
			return this.trigger;
		}

		@Override
		@Nullable String id() {
			return this.id;
		}

		@Override
		Senders senders(TraceHeaders headers) {
			return Senders.of(headers, Context.root(), this.messages, MapHeaders.GETTER);
		}

	}

}
