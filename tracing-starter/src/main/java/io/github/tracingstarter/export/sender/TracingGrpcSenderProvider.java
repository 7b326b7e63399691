package io.github.tracingstarter.export.sender;

import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Consumer;

import io.github.tracingstarter.export.grpc.GrpcTarget;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.Compressor;
import io.opentelemetry.sdk.common.export.GrpcResponse;
import io.opentelemetry.sdk.common.export.GrpcSender;
import io.opentelemetry.sdk.common.export.GrpcSenderConfig;
import io.opentelemetry.sdk.common.export.GrpcSenderProvider;
import io.opentelemetry.sdk.common.export.GrpcStatusCode;
import io.opentelemetry.sdk.common.export.MessageWriter;
import org.jspecify.annotations.Nullable;

/**
 * Creates senders for OpenTelemetry's gRPC exporters. Public for the service loader. For
 * OpenTelemetry 1.59 and later.
 */
public final class TracingGrpcSenderProvider implements GrpcSenderProvider {

	@Override
	public GrpcSender createSender(GrpcSenderConfig config) {
		GrpcCalls calls = new GrpcCalls(
				new GrpcTarget(config.getEndpoint(), GrpcCalls.unlessZero(config.getTimeout()),
						GrpcCalls.unlessZero(config.getConnectTimeout()), config::getSslContext),
				config.getFullMethodName(), config.getHeadersSupplier(), config.getRetryPolicy(),
				config.getExecutorService());
		return new Sender(calls, config.getCompressor());
	}

	private record Sender(GrpcCalls calls, @Nullable Compressor compressor) implements GrpcSender {

		@Override
		public void send(MessageWriter message, Consumer<GrpcResponse> onResponse, Consumer<Throwable> onError) {
			this.calls.send(new Writing(message, this.compressor),
					(this.compressor != null) ? this.compressor.getEncoding() : null,
					(status) -> onResponse.accept(new Response(status)), onError);
		}

		@Override
		public CompletableResultCode shutdown() {
			this.calls.shutdown();
			return CompletableResultCode.ofSuccess();
		}

	}

	private record Writing(MessageWriter writer, @Nullable Compressor compressor) implements GrpcCalls.Message {

		@Override
		public int size() {
			return this.writer.getContentLength();
		}

		@Override
		public void writeTo(OutputStream out) throws IOException {
			if (this.compressor == null) {
				this.writer.writeMessage(out);
				return;
			}
			try (OutputStream compressing = this.compressor.compress(out)) {
				this.writer.writeMessage(compressing);
			}
		}

	}

	private record Response(GrpcCalls.Status status) implements GrpcResponse {

		@Override
		public GrpcStatusCode getStatusCode() {
			return GrpcStatusCode.fromValue(this.status.code());
		}

		@Override
		public String getStatusDescription() {
			return this.status.description();
		}

		@Override
		public byte[] getResponseMessage() {
			return this.status.message();
		}

	}

}
