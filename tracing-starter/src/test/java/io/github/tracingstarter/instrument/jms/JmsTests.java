package io.github.tracingstarter.instrument.jms;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.tracingstarter.instrument.MessagingContract;
import io.github.tracingstarter.testing.Inbox;
import io.github.tracingstarter.testing.ObservedApplication;
import io.github.tracingstarter.testing.RecordedSpans;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.tracing.Tracer;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.jms.TextMessage;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.micrometer.tracing.autoconfigure.NoopTracerAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.jms.core.JmsTemplate;
import org.springframework.jms.listener.DefaultMessageListenerContainer;
import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Messages over an in-memory broker, with each kind of propagation.
 */
class JmsTests extends MessagingContract {

	private static final EmbeddedActiveMQ broker = new EmbeddedActiveMQ();

	private static final AtomicInteger queues = new AtomicInteger();

	@BeforeAll
	static void start() throws Exception {
		broker.setConfiguration(new ConfigurationImpl().setPersistenceEnabled(false)
			.setSecurityEnabled(false)
			.setJMXManagementEnabled(false)
			.addAcceptorConfiguration("vm", "vm://0"));
		broker.start();
	}

	@AfterAll
	static void stop() throws Exception {
		broker.stop();
	}

	@Override
	protected ApplicationContextRunner runner() {
		return ObservedApplication.runner()
			.withConfiguration(AutoConfigurations.of(JmsTracingAutoConfiguration.class))
			.withPropertyValues("test.queue=orders-" + queues.incrementAndGet())
			.withUserConfiguration(Listening.class);
	}

	@Override
	protected void send(AssertableApplicationContext context, String body) {
		context.getBean(JmsTemplate.class).convertAndSend(destination(context), body, (message) -> {
			message.setStringProperty("tenant", "acme");
			return message;
		});
	}

	@Override
	protected String destination(AssertableApplicationContext context) {
		return context.getEnvironment().getRequiredProperty("test.queue");
	}

	@Override
	protected String system() {
		return "jms";
	}

	@Override
	protected String key() {
		return "tracing.jms.enabled";
	}

	@ParameterizedTest
	@CsvSource({ "w3c,traceparent", "b3,b3", "b3_multi,X__dash__B3__dash__TraceId" })
	void traceIsCarriedInProperties(String type, String property) {
		run(runner().withPropertyValues("management.tracing.propagation.type=" + type, "test.header=" + property),
				(context, inbox, spans) -> {
					send(context, "one");
					assertThat(inbox.await(1).get(0).traceParent()).isNotNull();
					spans.await(3);
					assertThat(spans.tree()).isEqualTo("""
							PRODUCER send %1$s
							  CONSUMER process %1$s
							    INTERNAL work
							""".formatted(destination(context)));
				});
	}

	@Test
	void spansTellWhatIsKnownOfTheMessage() {
		run(runner(), (context, inbox, spans) -> {
			String queue = destination(context);
			send(context, "one");
			inbox.await(1);
			spans.await(3);
			for (SpanKind kind : List.of(SpanKind.PRODUCER, SpanKind.CONSUMER)) {
				SpanData span = spans.first(kind);
				String operation = (kind == SpanKind.PRODUCER) ? "send" : "process";
				Map<String, Object> attributes = RecordedSpans.attributes(span);
				assertThat(String.valueOf(attributes.remove("messaging.message.id"))).startsWith("ID:");
				assertThat(attributes).containsOnly(Map.entry("messaging.system", "jms"),
						Map.entry("messaging.operation.name", operation),
						Map.entry("messaging.operation.type", operation),
						Map.entry("messaging.destination.name", queue));
			}
		});
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void nothingIsObservedWhereTracingIsOffUnlessTheApplicationAsksForIt(boolean asked) {
		Set<String> observed = ConcurrentHashMap.newKeySet();
		SpringApplication application = new SpringApplication(ObservationAutoConfiguration.class,
				NoopTracerAutoConfiguration.class, Listening.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.addInitializers((context) -> ((GenericApplicationContext) context).registerBean(Names.class,
				() -> new Names(observed)));
		try (ConfigurableApplicationContext context = application.run("--tracing.enabled=false",
				"--test.queue=orders-" + queues.incrementAndGet(),
				asked ? "--management.observations.enable.jms=true" : "--a=b")) {
			context.getBean(JmsTemplate.class)
				.convertAndSend(context.getEnvironment().getRequiredProperty("test.queue"), "one");
			context.getBean(Inbox.class).await(1);
			assertThat(observed.contains("jms.message.publish")).as("%s", observed).isEqualTo(asked);
		}
	}

	@Test
	void applicationWithoutJms() {
		ObservedApplication.runner()
			.withConfiguration(AutoConfigurations.of(JmsTracingAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("jakarta.jms"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("tracingJmsPublishMapper"));
	}

	/**
	 * Is notified of observations like a meter registry.
	 */
	private record Names(Set<String> names) implements ObservationHandler<Observation.Context> {

		@Override
		public void onStart(Observation.Context context) {
			this.names.add(String.valueOf(context.getName()));
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Listening {

		private final ConnectionFactory connections = new ActiveMQConnectionFactory("vm://0");

		@Bean
		Inbox inbox(Tracer tracer) {
			return new Inbox(tracer);
		}

		@Bean
		JmsTemplate template(ObservationRegistry registry) {
			JmsTemplate template = new JmsTemplate(this.connections);
			template.setObservationRegistry(registry);
			return template;
		}

		@Bean
		DefaultMessageListenerContainer container(ObservationRegistry registry, Inbox inbox, Environment environment) {
			String header = environment.getProperty("test.header", "traceparent");
			DefaultMessageListenerContainer container = new DefaultMessageListenerContainer();
			container.setConnectionFactory(this.connections);
			container.setDestinationName(environment.getRequiredProperty("test.queue"));
			container.setReceiveTimeout(100);
			container.setSessionTransacted(true);
			container.setObservationRegistry(registry);
			// Spring reports a failure to the observation only if this rethrows it.
			container.setErrorHandler((failure) -> ReflectionUtils.rethrowRuntimeException(failure));
			container.setMessageListener((MessageListener) (message) -> inbox.receive(List.of(read(message, header))));
			return container;
		}

		private static Inbox.Message read(Message message, String header) {
			try {
				return new Inbox.Message(((TextMessage) message).getText(), message.getStringProperty("tenant"),
						message.getStringProperty(header));
			}
			catch (JMSException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
