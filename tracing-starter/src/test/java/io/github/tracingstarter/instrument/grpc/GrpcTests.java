package io.github.tracingstarter.instrument.grpc;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.github.tracingstarter.testing.LiveSwitch;
import io.github.tracingstarter.testing.ObservedApplication;
import io.github.tracingstarter.testing.RecordedSpans;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.micrometer.core.instrument.binder.grpc.ObservationGrpcClientInterceptor;
import io.micrometer.core.instrument.binder.grpc.ObservationGrpcServerInterceptor;
import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.grpc.client.GlobalClientInterceptor;
import org.springframework.grpc.server.GlobalServerInterceptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The spans of gRPC, with the interceptors that Boot adds to servers and channels.
 */
class GrpcTests {

	private static final FilteredClassLoader WITHOUT_MICROMETER = new FilteredClassLoader(
			"io.micrometer.core.instrument.binder.grpc");

	private final ApplicationContextRunner runner = ObservedApplication.runner()
		.withConfiguration(AutoConfigurations.of(GrpcTracingAutoConfiguration.class));

	@Test
	void callMakesASpanOnEachSide() {
		this.runner.run((context) -> {
			int port = call(context, "shop.Orders", "place", "tea");
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(3);
			assertThat(spans.tree())
				.isEqualTo("CLIENT shop.Orders/place\n  SERVER shop.Orders/place\n    INTERNAL work\n");
			SpanData client = spans.first(SpanKind.CLIENT);
			assertThat(RecordedSpans.attributes(client))
				.isEqualTo(Map.of("rpc.system.name", "grpc", "rpc.method", "shop.Orders/place",
						"rpc.response.status_code", "OK", "server.address", "localhost", "server.port", (long) port));
			SpanData server = spans.first(SpanKind.SERVER);
			assertThat(RecordedSpans.attributes(server)).containsEntry("rpc.system.name", "grpc")
				.containsEntry("rpc.method", "shop.Orders/place")
				.containsEntry("rpc.response.status_code", "OK")
				.doesNotContainKeys("rpc.service", "rpc.type", "grpc.status_code", "net.peer.name");
			assertThat(server.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
		});
	}

	@Test
	void whatTheCallerDidWrongIsAnErrorOfTheCallerAlone() {
		this.runner.run((context) -> {
			assertThatExceptionOfType(StatusRuntimeException.class)
				.isThrownBy(() -> call(context, "shop.Orders", "place", "NOT_FOUND"))
				.satisfies((ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND));
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(3);
			assertThat(spans.tree())
				.isEqualTo("CLIENT shop.Orders/place !\n  SERVER shop.Orders/place\n    INTERNAL work\n");
			assertThat(RecordedSpans.attributes(spans.first(SpanKind.CLIENT))).containsEntry("error.type", "NOT_FOUND")
				.containsEntry("rpc.response.status_code", "NOT_FOUND");
		});
	}

	@Test
	void failureOfTheServerIsAnErrorOfBoth() {
		this.runner.run((context) -> {
			assertThatExceptionOfType(StatusRuntimeException.class)
				.isThrownBy(() -> call(context, "shop.Orders", "place", "INTERNAL"));
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(3);
			assertThat(spans.tree())
				.isEqualTo("CLIENT shop.Orders/place !\n  SERVER shop.Orders/place !\n    INTERNAL work\n");
			assertThat(RecordedSpans.attributes(spans.first(SpanKind.SERVER))).containsEntry("error.type", "INTERNAL");
		});
	}

	/**
	 * Micrometer's observation does not tell where the connection comes from.
	 */
	@Test
	void callOfAnUntrustedCallerBeginsATraceWithALink() {
		for (String trust : List.of("never", "127.0.0.0/8,::1")) {
			this.runner.withPropertyValues("tracing.propagation.trust=" + trust).run((context) -> {
				call(context, "shop.Orders", "place", "tea");
				assertHasALink(context.getBean(RecordedSpans.class));
			});
		}
		this.runner.withClassLoader(WITHOUT_MICROMETER)
			.withPropertyValues("tracing.propagation.trust=10.0.0.0/8")
			.run((context) -> {
				intercepted(context, "tea");
				assertHasALink(context.getBean(RecordedSpans.class));
			});
		this.runner.withClassLoader(WITHOUT_MICROMETER)
			.withPropertyValues("tracing.propagation.trust=127.0.0.0/8,::1")
			.run((context) -> {
				intercepted(context, "tea");
				RecordedSpans spans = context.getBean(RecordedSpans.class);
				spans.await(3);
				assertThat(spans.tree())
					.isEqualTo("CLIENT shop.Orders/place\n  SERVER shop.Orders/place\n    INTERNAL work\n");
				assertThat(spans.first(SpanKind.SERVER).getLinks()).isEmpty();
			});
	}

	private static void assertHasALink(RecordedSpans spans) {
		spans.await(3);
		assertThat(spans.tree()).isEqualTo("CLIENT shop.Orders/place\nSERVER shop.Orders/place\n  INTERNAL work\n");
		assertThat(spans.first(SpanKind.SERVER).getLinks()).singleElement()
			.extracting((link) -> link.getSpanContext().getSpanId())
			.isEqualTo(spans.first(SpanKind.CLIENT).getSpanId());
		assertThat(spans.first(SpanKind.CLIENT).getLinks()).isEmpty();
	}

	@Test
	void healthChecksAreNotServedInASpan() {
		this.runner.run((context) -> {
			call(context, "grpc.health.v1.Health", "Check", "x");
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(2);
			assertThat(spans.all()).extracting(SpanData::getKind).doesNotContain(SpanKind.SERVER);
		});
	}

	@Test
	void nothingIsTracedWhenOff() {
		this.runner.withPropertyValues("tracing.grpc.enabled=false").run((context) -> {
			call(context, "shop.Orders", "place", "tea");
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(1);
			assertThat(spans.tree()).isEqualTo("INTERNAL work\n");
		});
	}

	@Test
	void goesOffAndOnWhileTheApplicationRuns() {
		String whole = """
				INTERNAL request
				  CLIENT shop.Orders/place
				    SERVER shop.Orders/place
				      INTERNAL work
				""";
		this.runner.run((context) -> LiveSwitch.offAndOn(context, "tracing.grpc.enabled",
				(isOn) -> call(context, "shop.Orders", "place", "tea"), whole, "INTERNAL request\n"));
		this.runner.withClassLoader(WITHOUT_MICROMETER)
			.run((context) -> LiveSwitch.offAndOn(context, "tracing.grpc.enabled",
					(isOn) -> intercepted(context, "tea"), whole, "INTERNAL request\n"));
	}

	@Test
	void callMakesTheSameSpansWithoutMicrometer() {
		this.runner.withClassLoader(WITHOUT_MICROMETER).run((context) -> {
			int port = intercepted(context, "tea");
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(3);
			assertThat(spans.tree()).isEqualTo("""
					CLIENT shop.Orders/place
					  SERVER shop.Orders/place
					    INTERNAL work
					""");
			for (SpanKind kind : List.of(SpanKind.CLIENT, SpanKind.SERVER)) {
				assertThat(RecordedSpans.attributes(spans.first(kind))).isEqualTo(
						Map.of("rpc.system.name", "grpc", "rpc.method", "shop.Orders/place", "rpc.response.status_code",
								"OK", "server.address", "localhost", "server.port", (long) port));
			}
		});
	}

	@Test
	void failuresWithoutMicrometer() {
		this.runner.withClassLoader(WITHOUT_MICROMETER).run((context) -> {
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			assertThatExceptionOfType(StatusRuntimeException.class).isThrownBy(() -> intercepted(context, "NOT_FOUND"));
			spans.await(3);
			assertThat(spans.tree()).isEqualTo("""
					CLIENT shop.Orders/place !
					  SERVER shop.Orders/place
					    INTERNAL work
					""");
			assertThat(RecordedSpans.attributes(spans.first(SpanKind.CLIENT))).containsEntry("error.type", "NOT_FOUND");
			spans.clear();
			assertThatExceptionOfType(StatusRuntimeException.class).isThrownBy(() -> intercepted(context, "throw"));
			spans.await(3);
			assertThat(spans.tree()).isEqualTo("""
					CLIENT shop.Orders/place !
					  SERVER shop.Orders/place !
					    INTERNAL work
					""");
			assertThat(RecordedSpans.attributes(spans.first(SpanKind.SERVER)))
				.containsEntry("error.type", IllegalStateException.class.getName())
				.containsEntry("rpc.response.status_code", "UNKNOWN");
		});
	}

	@Test
	void interceptorsAreGlobalAndOnlyThereWithoutMicrometer() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(ServerInterceptor.class)
			.doesNotHaveBean(ClientInterceptor.class));
		this.runner.withClassLoader(WITHOUT_MICROMETER).run((context) -> {
			assertThat(context.findAnnotationOnBean("tracingGrpcServerInterceptor", GlobalServerInterceptor.class))
				.isNotNull();
			assertThat(context.findAnnotationOnBean("tracingGrpcClientInterceptor", GlobalClientInterceptor.class))
				.isNotNull();
		});
		this.runner.withClassLoader(WITHOUT_MICROMETER)
			.withPropertyValues("tracing.grpc.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(ServerInterceptor.class)
				.doesNotHaveBean(ClientInterceptor.class));
		this.runner
			.withClassLoader(
					new FilteredClassLoader("io.micrometer.core.instrument.binder.grpc", "org.springframework.grpc"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ServerInterceptor.class));
	}

	private static int intercepted(ApplicationContext context, String message) throws IOException {
		return call(context, "shop.Orders", "place", message, context.getBean(ServerInterceptor.class),
				context.getBean(ClientInterceptor.class));
	}

	@Test
	void applicationWithoutGrpc() {
		this.runner.withClassLoader(new FilteredClassLoader("io.grpc"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(GrpcTracingAutoConfiguration.class));
	}

	/**
	 * Calls a server, which answers with the status that the message names.
	 */
	private static int call(ApplicationContext context, String service, String method, String message)
			throws IOException {
		ObservationRegistry registry = context.getBean(ObservationRegistry.class);
		return call(context, service, method, message, new ObservationGrpcServerInterceptor(registry),
				new ObservationGrpcClientInterceptor(registry));
	}

	private static int call(ApplicationContext context, String service, String method, String message,
			ServerInterceptor served, ClientInterceptor made) throws IOException {
		MethodDescriptor<String, String> descriptor = MethodDescriptor.<String, String>newBuilder()
			.setType(MethodDescriptor.MethodType.UNARY)
			.setFullMethodName(MethodDescriptor.generateFullMethodName(service, method))
			.setRequestMarshaller(new Text())
			.setResponseMarshaller(new Text())
			.build();
		ServerServiceDefinition definition = ServerServiceDefinition.builder(service)
			.addMethod(descriptor, ServerCalls.asyncUnaryCall((request, observer) -> {
				context.getBean(OpenTelemetry.class).getTracer("test").spanBuilder("work").startSpan().end();
				if (request.equals("throw")) {
					throw new IllegalStateException("broken");
				}
				if (request.equals(request.toUpperCase(Locale.ROOT))) {
					observer.onError(Status.fromCode(Status.Code.valueOf(request)).asRuntimeException());
					return;
				}
				observer.onNext(request);
				observer.onCompleted();
			}))
			.build();
		Server server = Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
			.addService(ServerInterceptors.intercept(definition, served))
			.build()
			.start();
		ManagedChannel channel = Grpc
			.newChannelBuilder("localhost:" + server.getPort(), InsecureChannelCredentials.create())
			.build();
		try {
			assertThat(ClientCalls.blockingUnaryCall(ClientInterceptors.intercept(channel, made), descriptor,
					CallOptions.DEFAULT, message))
				.isEqualTo(message);
			return server.getPort();
		}
		finally {
			channel.shutdownNow();
			server.shutdownNow();
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
