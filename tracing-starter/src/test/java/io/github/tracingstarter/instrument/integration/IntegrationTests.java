package io.github.tracingstarter.instrument.integration;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.testing.LiveSwitch;
import io.github.tracingstarter.testing.ObservedApplication;
import io.github.tracingstarter.testing.RecordedSpans;
import io.micrometer.tracing.Tracer;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.integration.autoconfigure.IntegrationAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.annotation.MessageEndpoint;
import org.springframework.integration.annotation.Poller;
import org.springframework.integration.annotation.ServiceActivator;
import org.springframework.integration.channel.DirectChannel;
import org.springframework.integration.channel.ExecutorChannel;
import org.springframework.integration.channel.PublishSubscribeChannel;
import org.springframework.integration.channel.QueueChannel;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.integration.dsl.Pollers;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.support.GenericMessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Messages through each kind of channel.
 */
class IntegrationTests {

	private final ApplicationContextRunner runner = ObservedApplication.runner()
		.withConfiguration(AutoConfigurations.of(TaskSchedulingAutoConfiguration.class,
				IntegrationAutoConfiguration.class, IntegrationTracingAutoConfiguration.class))
		.withUserConfiguration(Channels.class);

	@ParameterizedTest
	@ValueSource(strings = { "direct", "executor", "queue", "broadcast" })
	void whatIsDoneWithAMessageIsPartOfTheTrace(String channel) {
		this.runner.run((context) -> {
			within(context, () -> send(context, channel, "one"));
			received(context);
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(2);
			assertThat(spans.tree()).isEqualTo("INTERNAL request\n  INTERNAL work\n");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "direct", "executor", "queue", "broadcast" })
	void messageOutsideATraceBeginsOne(String channel) {
		this.runner.run((context) -> {
			send(context, channel, "one");
			received(context);
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(2);
			assertThat(spans.tree()).endsWith("CONSUMER process %s\n  INTERNAL work\n".formatted(channel));
			assertThat(RecordedSpans.attributes(spans.first(SpanKind.CONSUMER))).containsOnly(
					Map.entry("messaging.system", "spring_integration"),
					Map.entry("messaging.operation.name", "process"), Map.entry("messaging.operation.type", "process"),
					Map.entry("messaging.destination.name", channel));
			assertThat(spans.all()).hasSize(2);
		});
	}

	@Test
	void handlerThatFailsFailsTheSpanWithItsException() {
		this.runner.run((context) -> {
			assertThatException().isThrownBy(() -> send(context, "direct", "fails"));
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(2);
			assertThat(spans.tree()).isEqualTo("CONSUMER process direct !\n  INTERNAL work\n");
			assertThat(RecordedSpans.attributes(spans.named("process direct"))).containsEntry("error.type",
					"java.lang.IllegalStateException");
		});
	}

	@Test
	void failureOnAnotherThreadIsHandledInTheTrace() {
		this.runner.withUserConfiguration(Errors.class).run((context) -> {
			within(context, () -> send(context, "executor", "fails"));
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(3);
			assertThat(spans.tree()).isEqualTo("INTERNAL request\n  INTERNAL work\n  INTERNAL handles failure\n");
		});
	}

	@Test
	void idAndHeadersOfAMessageStay() {
		this.runner.run((context) -> {
			GenericMessage<String> message = new GenericMessage<>("one", Map.of("tenant", "acme"));
			within(context, () -> context.getBean("queue", MessageChannel.class).send(message));
			Message<?> received = received(context);
			UUID id = message.getHeaders().getId();
			assertThat(received.getHeaders().getId()).isEqualTo(id);
			assertThat(received.getHeaders()).containsEntry("tenant", "acme").containsKey("traceparent");
			context.getBean(RecordedSpans.class).await(2);
		});
	}

	@Test
	void eachMessageThatIsPolledBeginsATrace() {
		this.runner.withUserConfiguration(Polling.class).run((context) -> {
			received(context);
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(2);
			assertThat(spans.tree()).startsWith("CONSUMER process polling.channel#0\n  INTERNAL work\n");
			Thread.sleep(50);
			// The polls that found nothing have none.
			assertThat(spans.all()).hasSize(2);
		});
	}

	@Test
	void noMessageIsTouchedWhereThatIsOff() {
		this.runner.withPropertyValues("tracing.integration.enabled=false").run((context) -> {
			within(context, () -> send(context, "queue", "one"));
			assertThat(received(context).getHeaders()).doesNotContainKey("traceparent");
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(2);
			assertThat(spans.tree()).isEqualTo("INTERNAL request\nINTERNAL work\n");
		});
	}

	@Test
	void goesOffAndOnWhileTheApplicationRuns() {
		this.runner.run((context) -> LiveSwitch.offAndOn(context, "tracing.integration.enabled", (isOn) -> {
			send(context, "queue", "one");
			received(context);
			try (Scope none = Context.root().makeCurrent()) {
				assertThat(none).isNotNull();
				send(context, "queue", "two");
			}
			received(context);
		}, """
				INTERNAL request
				  INTERNAL work
				CONSUMER process queue
				  INTERNAL work
				""", """
				INTERNAL request
				  INTERNAL work
				"""));
	}

	@Test
	void observationsThatTheApplicationSwitchedOnAreInTheSameTree() {
		this.runner.withPropertyValues("spring.integration.management.observation-patterns=*").run((context) -> {
			within(context, () -> send(context, "queue", "one"));
			received(context);
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(4);
			assertThat(spans.tree().lines().filter((line) -> !line.startsWith(" ")))
				.containsExactly("INTERNAL request");
		});
	}

	@Test
	void applicationWithoutSpringIntegration() {
		ObservedApplication.runner()
			.withConfiguration(AutoConfigurations.of(IntegrationTracingAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("org.springframework.integration"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("tracingChannelInterceptor"));
	}

	private static void send(ApplicationContext context, String channel, String body) {
		context.getBean(channel, MessageChannel.class).send(new GenericMessage<>(body));
	}

	private static Message<?> received(ApplicationContext context) throws InterruptedException {
		Message<?> message = context.getBean(Receiver.class).received.poll(20, TimeUnit.SECONDS);
		assertThat(message).isNotNull();
		return message;
	}

	private static void within(ApplicationContext context, Runnable task) {
		Span span = context.getBean(Spans.class).span("request", SpanKind.INTERNAL, Context.root()).startSpan();
		try (Scope scope = span.makeCurrent()) {
			assertThat(scope).isNotNull();
			task.run();
		}
		finally {
			span.end();
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Channels {

		@Bean
		DirectChannel direct() {
			return new DirectChannel();
		}

		@Bean
		ExecutorChannel executor() {
			return new ExecutorChannel((task) -> new Thread(task).start());
		}

		@Bean
		QueueChannel queue() {
			return new QueueChannel();
		}

		@Bean
		PublishSubscribeChannel broadcast() {
			return new PublishSubscribeChannel((task) -> new Thread(task).start());
		}

		@Bean
		Receiver receiver(Tracer tracer) {
			return new Receiver(tracer);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Errors {

		@Bean
		ErrorHandling errorHandling(Tracer tracer) {
			return new ErrorHandling(tracer);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Polling {

		@Bean
		IntegrationFlow polling(Receiver receiver) {
			AtomicBoolean polled = new AtomicBoolean();
			return IntegrationFlow
				.fromSupplier(() -> polled.compareAndSet(false, true) ? "one" : null,
						(source) -> source.poller(Pollers.fixedDelay(5)))
				.handle((message) -> receiver.receive(message))
				.get();
		}

	}

	@MessageEndpoint
	static class Receiver {

		final BlockingQueue<Message<?>> received = new LinkedBlockingQueue<>();

		private final Tracer tracer;

		Receiver(Tracer tracer) {
			this.tracer = tracer;
		}

		@ServiceActivator(inputChannel = "direct")
		@ServiceActivator(inputChannel = "executor")
		@ServiceActivator(inputChannel = "broadcast")
		@ServiceActivator(inputChannel = "queue", poller = @Poller(fixedDelay = "5"))
		void receive(Message<?> message) {
			this.tracer.nextSpan().name("work").start().end();
			this.received.add(message);
			if (message.getPayload().equals("fails")) {
				throw new IllegalStateException("fails");
			}
		}

	}

	@MessageEndpoint
	static class ErrorHandling {

		private final Tracer tracer;

		ErrorHandling(Tracer tracer) {
			this.tracer = tracer;
		}

		@ServiceActivator(inputChannel = "errorChannel")
		void handle(Message<?> failure) {
			this.tracer.nextSpan().name("handles failure").start().end();
		}

	}

}
