package io.github.tracingstarter.export;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import io.github.tracingstarter.export.OtlpProperties.Compression;
import io.github.tracingstarter.export.OtlpProperties.Protocol;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.Buffer;
import okio.BufferedSink;
import okio.GzipSink;
import okio.Okio;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.util.StringUtils;

/**
 * Sends requests of OTLP with the HTTP client that OpenTelemetry's exporters use, on the
 * calling thread: gRPC is a POST over HTTP/2 whose body has five bytes more, with the
 * status in a trailer.
 */
final class OtlpSender {

	private static final String GRPC_PATH = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";

	private static final MediaType GRPC = MediaType.get("application/grpc");

	private static final MediaType PROTOBUF = MediaType.get("application/x-protobuf");

	private static final String GRPC_STATUS = "grpc-status";

	private static final String GRPC_MESSAGE = "grpc-message";

	private final boolean grpc;

	private final boolean gzip;

	private final OkHttpClient client;

	private final Request request;

	OtlpSender(OtlpSettings settings) {
		this.grpc = settings.protocol() == Protocol.GRPC;
		this.gzip = settings.compression() == Compression.GZIP;
		this.client = client(settings);
		Request.Builder builder = new Request.Builder().url(settings.endpoint().uri() + (this.grpc ? GRPC_PATH : ""))
			.header("User-Agent", "tracing-starter");
		if (this.grpc) {
			builder.header("te", "trailers");
		}
		if (this.gzip) {
			builder.header(this.grpc ? "grpc-encoding" : "Content-Encoding", "gzip");
		}
		settings.headers().forEach(builder::header);
		this.request = builder.build();
	}

	private static OkHttpClient client(OtlpSettings settings) {
		// The time-out of the call covers reading and writing.
		OkHttpClient.Builder builder = new OkHttpClient.Builder().callTimeout(settings.timeout())
			.connectTimeout(settings.connectTimeout())
			.readTimeout(Duration.ZERO)
			.writeTimeout(Duration.ZERO);
		boolean secure = "https".equalsIgnoreCase(settings.endpoint().uri().getScheme());
		if (settings.protocol() == Protocol.GRPC && !secure) {
			builder.protocols(List.of(okhttp3.Protocol.H2_PRIOR_KNOWLEDGE));
		}
		SslBundle bundle = settings.sslBundle();
		if (bundle != null) {
			builder.sslSocketFactory(bundle.createSslContext().getSocketFactory(), OtlpTarget.trustManager(bundle));
		}
		return builder.build();
	}

	/**
	 * Sends a request and waits for the answer.
	 * @param message the spans
	 * @throws IOException if nothing can be reached
	 * @throws OtlpRefusal if the server does not take the spans
	 */
	void send(OtlpMessage message) throws IOException {
		Request post = this.request.newBuilder().post(body(message)).build();
		try (Response response = this.client.newCall(post).execute()) {
			response.body().source().readAll(Okio.blackhole());
			ExportFailure failure = this.grpc ? grpcFailure(response) : httpFailure(response);
			if (failure != null) {
				throw new OtlpRefusal(failure);
			}
		}
		catch (InterruptedIOException ex) {
			throw new OtlpRefusal(ExportFailure.TIMEOUT);
		}
	}

	private static @Nullable ExportFailure grpcFailure(Response response) throws IOException {
		String status = response.header(GRPC_STATUS);
		String message = response.header(GRPC_MESSAGE);
		if (status == null) {
			status = response.trailers().get(GRPC_STATUS);
			message = response.trailers().get(GRPC_MESSAGE);
		}
		if (status == null && !response.isSuccessful()) {
			// Something stands before the collector that does not speak gRPC.
			return httpFailure(response);
		}
		return "0".equals(status) ? null : ExportFailure.ofGrpc(code(status), decode(message));
	}

	private static @Nullable ExportFailure httpFailure(Response response) {
		return response.isSuccessful() ? null : ExportFailure.ofHttp(response.code(), response.message());
	}

	private static int code(@Nullable String status) {
		try {
			return (status != null) ? Integer.parseInt(status.trim()) : ExportFailure.GRPC_UNKNOWN;
		}
		catch (NumberFormatException ex) {
			return ExportFailure.GRPC_UNKNOWN;
		}
	}

	/**
	 * The message comes percent-encoded, and a plus is one.
	 */
	private static @Nullable String decode(@Nullable String message) {
		if (!StringUtils.hasText(message)) {
			return null;
		}
		try {
			return URLDecoder.decode(message.replace("+", "%2B"), StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			return message;
		}
	}

	private RequestBody body(OtlpMessage message) throws IOException {
		if (!this.gzip) {
			return new Body(message.size(), (sink) -> message.writeTo(sink.outputStream()));
		}
		Buffer compressed = new Buffer();
		try (BufferedSink sink = Okio.buffer(new GzipSink(compressed))) {
			message.writeTo(sink.outputStream());
		}
		// A copy, as a lost connection makes the client write the body again.
		return new Body(compressed.size(), (sink) -> sink.writeAll(compressed.copy()));
	}

	void shutdown() {
		this.client.dispatcher().cancelAll();
		this.client.connectionPool().evictAll();
	}

	private interface Content {

		void writeTo(BufferedSink sink) throws IOException;

	}

	private final class Body extends RequestBody {

		private final long length;

		private final Content content;

		Body(long length, Content content) {
			this.length = length;
			this.content = content;
		}

		@Override
		public MediaType contentType() {
			return OtlpSender.this.grpc ? GRPC : PROTOBUF;
		}

		@Override
		public long contentLength() {
			return OtlpSender.this.grpc ? this.length + 1 + Integer.BYTES : this.length;
		}

		@Override
		public void writeTo(BufferedSink sink) throws IOException {
			if (OtlpSender.this.grpc) {
				sink.writeByte(OtlpSender.this.gzip ? 1 : 0);
				sink.writeInt((int) this.length);
			}
			this.content.writeTo(sink);
		}

	}

}
