package io.github.tracingstarter.instrument.grpc;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

import io.github.tracingstarter.testing.ObservedApplication;
import io.github.tracingstarter.testing.RecordedSpans;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
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

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The spans of gRPC, with the interceptors that Boot adds to servers and channels.
 */
class GrpcTests {

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
		MethodDescriptor<String, String> descriptor = MethodDescriptor.<String, String>newBuilder()
			.setType(MethodDescriptor.MethodType.UNARY)
			.setFullMethodName(MethodDescriptor.generateFullMethodName(service, method))
			.setRequestMarshaller(new Text())
			.setResponseMarshaller(new Text())
			.build();
		ServerServiceDefinition definition = ServerServiceDefinition.builder(service)
			.addMethod(descriptor, ServerCalls.asyncUnaryCall((request, observer) -> {
				context.getBean(OpenTelemetry.class).getTracer("test").spanBuilder("work").startSpan().end();
				if (request.equals(request.toUpperCase(Locale.ROOT))) {
					observer.onError(Status.fromCode(Status.Code.valueOf(request)).asRuntimeException());
					return;
				}
				observer.onNext(request);
				observer.onCompleted();
			}))
			.build();
		Server server = Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
			.addService(ServerInterceptors.intercept(definition, new ObservationGrpcServerInterceptor(registry)))
			.build()
			.start();
		ManagedChannel channel = Grpc
			.newChannelBuilder("localhost:" + server.getPort(), InsecureChannelCredentials.create())
			.build();
		try {
			assertThat(ClientCalls.blockingUnaryCall(
					ClientInterceptors.intercept(channel, new ObservationGrpcClientInterceptor(registry)), descriptor,
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
