package io.github.tracingstarter.export.sender;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.function.Consumer;

import io.github.tracingstarter.export.grpc.GrpcTarget;
import io.opentelemetry.exporter.internal.compression.Compressor;
import io.opentelemetry.exporter.internal.grpc.GrpcResponse;
import io.opentelemetry.exporter.internal.grpc.GrpcSender;
import io.opentelemetry.exporter.internal.grpc.GrpcSenderConfig;
import io.opentelemetry.exporter.internal.grpc.GrpcSenderProvider;
import io.opentelemetry.exporter.internal.marshal.Marshaler;
import io.opentelemetry.sdk.common.CompletableResultCode;
import org.jspecify.annotations.Nullable;

/**
 * Creates senders for OpenTelemetry's gRPC exporters if the interface is still internal,
 * as on Spring Boot 4.0. Public for the service loader. Compiled against that version,
 * see the POM.
 */
public final class InternalGrpcSenderProvider implements GrpcSenderProvider {

	@Override
	public <T extends Marshaler> GrpcSender<T> createSender(GrpcSenderConfig<T> config) {
		GrpcCalls calls = new GrpcCalls(
				new GrpcTarget(config.getEndpoint(), GrpcCalls.unlessZero(Duration.ofNanos(config.getTimeoutNanos())),
						GrpcCalls.unlessZero(Duration.ofNanos(config.getConnectTimeoutNanos())), config::getSslContext),
				config.getEndpointPath(), config.getHeadersSupplier(), config.getRetryPolicy(),
				config.getExecutorService());
		return new Sender<>(calls, config.getCompressor());
	}

	private record Sender<T extends Marshaler>(GrpcCalls calls,
			@Nullable Compressor compressor) implements GrpcSender<T> {

		@Override
		public void send(T request, Consumer<GrpcResponse> onResponse, Consumer<Throwable> onError) {
			this.calls.send(new Writing(request, this.compressor),
					(this.compressor != null) ? this.compressor.getEncoding() : null,
					(status) -> onResponse.accept(GrpcResponse.create(status.code(), status.description())), onError);
		}

		@Override
		public CompletableResultCode shutdown() {
			this.calls.shutdown();
			return CompletableResultCode.ofSuccess();
		}

	}

	private record Writing(Marshaler marshaler, @Nullable Compressor compressor) implements GrpcCalls.Message {

		@Override
		public int size() {
			return this.marshaler.getBinarySerializedSize();
		}

		@Override
		public void writeTo(OutputStream out) throws IOException {
			if (this.compressor == null) {
				this.marshaler.writeBinaryTo(out);
				return;
			}
			try (OutputStream compressing = this.compressor.compress(out)) {
				this.marshaler.writeBinaryTo(compressing);
			}
		}

	}

}
