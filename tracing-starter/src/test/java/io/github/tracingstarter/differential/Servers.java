package io.github.tracingstarter.differential;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import io.github.tracingstarter.testing.RabbitServer;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.binder.grpc.ObservationGrpcClientInterceptor;
import io.micrometer.core.instrument.binder.grpc.ObservationGrpcServerInterceptor;
import io.micrometer.observation.ObservationRegistry;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.amqp.rabbit.config.SimpleRabbitListenerContainerFactory;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.amqp.rabbit.transaction.RabbitTransactionManager;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Responses, failures and rollbacks with servers that are not part of the application.
 */
final class Servers {

	private static final AtomicInteger runs = new AtomicInteger();

	private static @Nullable RabbitServer rabbit;

	private Servers() {
	}

	static Stream<Situation> situations() {
		Stream<Situation> everywhere = Stream.of(
				Situation.of("mongodb: answers and failures", Servers::mongo, Servers::documents)
					.with("test.mongodb=true", "tracing.mongodb.without-parent=true", "logging.level.org.mongodb=off",
							"logging.level.de.bwaldvogel=off")
					.needing("com.mongodb.observability.micrometer.MicrometerObservabilitySettings"),
				Situation.of("grpc: an answer and failures", Empty.class, Servers::calls)
					.with("logging.level.io.grpc=off"));
		return RabbitServer.isPossible() ? Stream.concat(everywhere,
				Stream.of(Situation
					.of("rabbitmq: committed, rolled back and delivered again", Servers::rabbit, Servers::deliveries)
					.with("test.rabbit=true", "spring.rabbitmq.host=127.0.0.1")))
				: everywhere;
	}

	private static Situation.Started mongo(Function<Class<?>, SpringApplicationBuilder> parts) {
		MongoServer server = new MongoServer(new MemoryBackend());
		server.bind("127.0.0.1", 0);
		ConfigurableApplicationContext context = parts.apply(Empty.class)
			.properties("spring.mongodb.host=127.0.0.1", "spring.mongodb.port=" + server.getLocalAddress().getPort())
			.run();
		return new Situation.Started(context, () -> {
			context.close();
			server.shutdownNow();
		});
	}

	private static Object documents(ConfigurableApplicationContext context) {
		MongoClient client = context.getBean(MongoClient.class);
		MongoCollection<Document> orders = client.getDatabase("shop").getCollection("orders");
		List<Object> seen = new ArrayList<>();
		seen.add(orders.insertOne(new Document("_id", 1).append("customer", "one")).wasAcknowledged());
		seen.add(failure(() -> orders.insertOne(new Document("_id", 1))));
		seen.add(failure(() -> client.getDatabase("shop").runCommand(new Document("unknown", 1))));
		seen.add(orders.find(Filters.eq("customer", "one")).map(Document::toJson).into(new ArrayList<>()));
		return seen;
	}

	private static Object calls(ConfigurableApplicationContext context) throws IOException {
		MethodDescriptor<String, String> method = MethodDescriptor.<String, String>newBuilder()
			.setType(MethodDescriptor.MethodType.UNARY)
			.setFullMethodName("shop.Orders/place")
			.setRequestMarshaller(new Text())
			.setResponseMarshaller(new Text())
			.build();
		ObservationRegistry registry = context.getBean(ObservationRegistry.class);
		List<Object> seen = new CopyOnWriteArrayList<>();
		Server server = Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
			.addService(ServerInterceptors.intercept(ServerServiceDefinition.builder("shop.Orders")
				.addMethod(method, ServerCalls.asyncUnaryCall(Servers::place))
				.build(), new Headers(seen), new ObservationGrpcServerInterceptor(registry)))
			.build()
			.start();
		ManagedChannel channel = Grpc
			.newChannelBuilder("localhost:" + server.getPort(), InsecureChannelCredentials.create())
			.build();
		try {
			for (String request : List.of("tea", "refused", "broken")) {
				seen.add(failure(() -> seen.add(ClientCalls.blockingUnaryCall(
						ClientInterceptors.intercept(channel, new ObservationGrpcClientInterceptor(registry)), method,
						CallOptions.DEFAULT, request))));
			}
			return List.copyOf(seen);
		}
		finally {
			channel.shutdownNow();
			server.shutdownNow();
		}
	}

	private static void place(String request, StreamObserver<String> observer) {
		switch (request) {
			case "broken" -> throw new IllegalStateException("broken");
			case "refused" -> observer.onError(Status.NOT_FOUND.withDescription(request).asRuntimeException());
			default -> {
				observer.onNext(request);
				observer.onCompleted();
			}
		}
	}

	/**
	 * Both runs use the same server, because it takes seconds to start.
	 */
	private static Situation.Started rabbit(Function<Class<?>, SpringApplicationBuilder> parts) {
		RabbitServer server = (rabbit != null) ? rabbit : RabbitServer.start();
		rabbit = server;
		ConfigurableApplicationContext context = parts.apply(Rabbit.class)
			.properties("spring.rabbitmq.port=" + server.port())
			.run();
		return new Situation.Started(context, () -> {
			boolean last = context.containsBean("recordedSpans");
			context.close();
			if (last) {
				server.close();
				rabbit = null;
			}
		});
	}

	private static Object deliveries(ConfigurableApplicationContext context) throws Exception {
		Rabbit application = context.getBean(Rabbit.class);
		RabbitTemplate template = context.getBean(RabbitTemplate.class);
		template.setReceiveTimeout(5000);
		TransactionTemplate transaction = new TransactionTemplate(
				new RabbitTransactionManager(context.getBean(ConnectionFactory.class)));
		Map<String, Object> seen = new LinkedHashMap<>();
		seen.put("rolled back", failure(() -> transaction.executeWithoutResult((status) -> {
			template.convertAndSend(application.replies, "rolled back");
			throw new IllegalStateException("rolled back");
		})));
		transaction.executeWithoutResult((status) -> template.convertAndSend(application.replies, "committed"));
		seen.put("first", template.receiveAndConvert(application.replies));
		template.convertAndSend(application.queue, (Object) "one", (message) -> {
			message.getMessageProperties().setHeader("tenant", "acme");
			return message;
		});
		seen.put("delivered twice", application.deliveries.await(20, TimeUnit.SECONDS));
		seen.put("received", List.copyOf(application.received));
		seen.put("reply", template.receiveAndConvert(application.replies));
		template.setReceiveTimeout(0);
		seen.put("reply that was rolled back", template.receiveAndConvert(application.replies));
		return seen;
	}

	private static String failure(Runnable task) {
		try {
			task.run();
			return "none";
		}
		catch (RuntimeException ex) {
			return Run.describe(ex);
		}
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Empty {

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Rabbit {

		private final String queue = "orders-" + runs.incrementAndGet();

		private final String replies = this.queue + "-replies";

		private final CountDownLatch deliveries = new CountDownLatch(2);

		private final List<String> received = new CopyOnWriteArrayList<>();

		@Bean
		Queue queue() {
			return new Queue(this.queue);
		}

		@Bean
		Queue replies() {
			return new Queue(this.replies);
		}

		@Bean
		RabbitTemplate template(ConnectionFactory connections) {
			RabbitTemplate template = new RabbitTemplate(connections);
			template.setChannelTransacted(true);
			return template;
		}

		@Bean
		SimpleRabbitListenerContainerFactory rabbitListenerContainerFactory(ConnectionFactory connections) {
			SimpleRabbitListenerContainerFactory factory = new SimpleRabbitListenerContainerFactory();
			factory.setConnectionFactory(connections);
			factory.setChannelTransacted(true);
			return factory;
		}

		@Bean
		Listener listener(RabbitTemplate template) {
			return new Listener(this, template);
		}

	}

	/**
	 * Replies each time, and fails the first time, so that the reply is rolled back.
	 */
	record Listener(Rabbit application, RabbitTemplate template) {

		@RabbitListener(queues = "#{queue.name}")
		void receive(Message message) {
			try {
				boolean again = message.getMessageProperties().isRedelivered();
				Set<String> headers = new TreeSet<>(message.getMessageProperties().getHeaders().keySet());
				headers.remove("traceparent");
				this.application.received.add(new String(message.getBody(), StandardCharsets.UTF_8) + headers + again);
				this.template.convertAndSend(this.application.replies, "reply " + this.application.received.size());
				if (!again) {
					throw new IllegalStateException("rolled back");
				}
			}
			finally {
				this.application.deliveries.countDown();
			}
		}

	}

	/**
	 * Records the headers of each call.
	 *
	 * @param seen takes their names
	 */
	record Headers(List<Object> seen) implements ServerInterceptor {

		@Override
		public <Q, S> ServerCall.Listener<Q> interceptCall(ServerCall<Q, S> call, Metadata headers,
				ServerCallHandler<Q, S> next) {
			Set<String> names = new TreeSet<>(headers.keys());
			names.remove("traceparent");
			this.seen.add(names);
			return next.startCall(call, headers);
		}

	}

	private static final class Text implements MethodDescriptor.Marshaller<String> {

		@Override
		public InputStream stream(String value) {
			return new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8));
		}

		@Override
		public String parse(InputStream stream) {
			try {
				return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
