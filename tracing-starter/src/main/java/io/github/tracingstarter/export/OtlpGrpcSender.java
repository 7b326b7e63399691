package io.github.tracingstarter.export;

import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.util.Map;

import io.github.tracingstarter.export.OtlpProperties.Compression;
import io.github.tracingstarter.export.grpc.GrpcClient;
import io.github.tracingstarter.export.grpc.GrpcMessage;
import io.github.tracingstarter.export.grpc.GrpcTarget;
import io.github.tracingstarter.otlp.OtlpRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;

/**
 * Sends OTLP over gRPC.
 */
final class OtlpGrpcSender implements OtlpSender {

	private final GrpcClient client;

	private final Map<String, String> headers;

	private final @Nullable OtlpBody compressed;

	OtlpGrpcSender(OtlpSettings settings) {
		SslBundle bundle = settings.sslBundle();
		this.client = new GrpcClient(new GrpcTarget(settings.endpoint().uri(), settings.timeout(),
				settings.connectTimeout(), () -> (bundle != null) ? bundle.createSslContext() : null));
		boolean gzip = settings.compression() == Compression.GZIP;
		this.headers = OtlpHeaders.of(settings.headers(), gzip ? "grpc-encoding" : null);
		this.compressed = gzip ? new OtlpBody() : null;
	}

	@Override
	public void send(OtlpSignal signal, OtlpRequest request) throws IOException {
		ExportFailure failure;
		try {
			failure = OtlpAnswer.failure(this.client.call(signal.grpcMethod(), this.headers, encode(request)));
		}
		catch (SocketTimeoutException ex) {
			failure = ExportFailure.TIMEOUT;
		}
		if (failure != null) {
			throw new OtlpRefusal(failure);
		}
	}

	private GrpcMessage encode(OtlpRequest request) throws IOException {
		OtlpBody body = this.compressed;
		if (body == null) {
			return new Plain(request);
		}
		body.fill(request, true);
		return new Compressed(body);
	}

	@Override
	public void shutdown() {
		this.client.shutdown();
	}

	private record Plain(OtlpRequest request) implements GrpcMessage {

		@Override
		public int size() {
			return this.request.size();
		}

		@Override
		public boolean isCompressed() {
			return false;
		}

		@Override
		public void writeTo(OutputStream out) throws IOException {
			this.request.writeTo(out);
		}

	}

	private record Compressed(OtlpBody body) implements GrpcMessage {

		@Override
		public int size() {
			return this.body.size();
		}

		@Override
		public boolean isCompressed() {
			return true;
		}

		@Override
		public void writeTo(OutputStream out) throws IOException {
			this.body.writeTo(out);
		}

	}

}
