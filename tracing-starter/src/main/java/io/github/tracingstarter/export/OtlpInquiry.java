package io.github.tracingstarter.export;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

import io.github.tracingstarter.core.SpanDestination.Reply;
import io.github.tracingstarter.export.OtlpProperties.Protocol;
import io.github.tracingstarter.export.grpc.NotGrpcException;
import io.github.tracingstarter.export.grpc.NotGrpcException.Peer;

/**
 * Asks a collector with an empty request, and finds out what is wrong where that is not
 * taken: which property to set is easier to say now than from a failed export.
 */
final class OtlpInquiry {

	private static final Duration PATIENCE = Duration.ofSeconds(3);

	private static final int PATIENCE_MILLIS = 1000;

	private final OtlpSettings settings;

	private OtlpInquiry(OtlpSettings settings) {
		this.settings = settings;
	}

	static Reply of(OtlpSettings settings) {
		return new OtlpInquiry(settings).reply();
	}

	private Reply reply() {
		try {
			ask(this.settings);
			return Reply.ANSWERS;
		}
		catch (OtlpRefusal ex) {
			return ofRefusal(ex.failure());
		}
		catch (ConnectException | NoRouteToHostException | HttpConnectTimeoutException ex) {
			return Reply.NONE;
		}
		catch (UnknownHostException ex) {
			return wrong("its host is not known; set tracing.otlp.endpoint");
		}
		catch (SSLException ex) {
			return wrong(ofTls(ex));
		}
		catch (NotGrpcException ex) {
			return wrong(ofPeer(ex));
		}
		catch (IOException | RuntimeException ex) {
			return wrong(ofOther(ex));
		}
	}

	private static void ask(OtlpSettings settings) throws IOException {
		OtlpSender sender = OtlpSender.of(settings.within(PATIENCE));
		try {
			sender.send(OtlpMessage.of(List.of()));
		}
		finally {
			sender.shutdown();
		}
	}

	private static Reply wrong(String text) {
		return new Reply(false, OneLine.of(text));
	}

	/**
	 * Somebody answered. That an empty request is not taken is no harm.
	 */
	private Reply ofRefusal(ExportFailure failure) {
		String reason = failure.reason();
		if (failure == ExportFailure.TIMEOUT) {
			return wrong(reason);
		}
		if (reason.contains("HTTP 400") && wantsTls()) {
			return wrong("it wants TLS; begin tracing.otlp.endpoint with https://");
		}
		if (failure.remedy() == ExportFailure.Remedy.TAKEN || reason.contains("HTTP 400")
				|| reason.contains("INVALID_ARGUMENT")) {
			return Reply.ANSWERS;
		}
		if (reason.contains("HTTP 404") || reason.contains("HTTP 405")) {
			return wrong(reason + "; the path is wrong, set tracing.otlp.endpoint; it is /v1/traces by default");
		}
		if (reason.contains("HTTP 401") || reason.contains("HTTP 403") || reason.contains("UNAUTHENTICATED")
				|| reason.contains("PERMISSION_DENIED")) {
			return wrong(reason + "; set tracing.otlp.headers to what it wants");
		}
		if (reason.contains("HTTP 3") || reason.contains("UNIMPLEMENTED")) {
			return wrong(reason + "; set tracing.otlp.endpoint");
		}
		return wrong(reason);
	}

	private String ofPeer(NotGrpcException failure) {
		if (!isSecure() && failure.peer() != Peer.SILENT && (failure.peer() == Peer.TLS || wantsTls())) {
			return "it wants TLS; begin tracing.otlp.endpoint with https://";
		}
		return switch (failure.peer()) {
			case HTTP, TLS_WITHOUT_HTTP2 -> failure.getMessage() + "; set tracing.otlp.protocol=http";
			default -> failure.getMessage() + "; set tracing.otlp.endpoint or tracing.otlp.protocol";
		};
	}

	private String ofTls(SSLException failure) {
		String text = texts(failure);
		if (text.contains("unrecognized ssl message") || text.contains("plaintext connection")
				|| text.contains("not an ssl/tls record")) {
			return "it does not speak TLS; begin tracing.otlp.endpoint with http://";
		}
		if (text.contains("certification path") || text.contains("trustanchors") || text.contains("path validation")) {
			return "its certificate is not trusted; set tracing.otlp.ssl.bundle to an SSL bundle that trusts it";
		}
		if (text.contains("no subject alternative") || text.contains("no name matching")) {
			return "its certificate is for another host; set tracing.otlp.endpoint to a name in it";
		}
		if (text.contains("certificate_required") || text.contains("bad_certificate")
				|| text.contains("handshake_failure") || text.contains("unknown_ca")) {
			return "it wants a certificate of the client; set tracing.otlp.ssl.bundle to an SSL bundle with a key that it trusts";
		}
		return failure.getMessage() + "; see tracing.otlp.ssl.bundle";
	}

	private static String texts(Throwable failure) {
		StringBuilder texts = new StringBuilder();
		for (Throwable next = failure; next != null && texts.length() < 5000; next = next.getCause()) {
			texts.append(next.getMessage()).append('\n');
		}
		return texts.toString().toLowerCase(Locale.ROOT);
	}

	/**
	 * The connection broke without a word: a server of the other protocol, perhaps.
	 */
	private String ofOther(Exception failure) {
		if (!isSecure() && wantsTls()) {
			return "it wants TLS; begin tracing.otlp.endpoint with https://";
		}
		if (this.settings.protocol() == Protocol.HTTP && speaksGrpc()) {
			return "it speaks gRPC there and not HTTP; set tracing.otlp.protocol=grpc";
		}
		String reason = ExportFailure.of(failure).reason();
		return isSecure() ? reason + "; see tracing.otlp.ssl.bundle" : reason;
	}

	private boolean speaksGrpc() {
		try {
			ask(this.settings.over(Protocol.GRPC));
			return true;
		}
		catch (OtlpRefusal ex) {
			return ex.failure() != ExportFailure.TIMEOUT;
		}
		catch (IOException | RuntimeException ex) {
			return false;
		}
	}

	private boolean isSecure() {
		return "https".equalsIgnoreCase(this.settings.endpoint().uri().getScheme());
	}

	/**
	 * Whether a handshake of TLS is understood there, wherever it leads.
	 */
	private boolean wantsTls() {
		HttpEndpoint endpoint = this.settings.endpoint();
		if (isSecure()) {
			return false;
		}
		String host = endpoint.uri().getHost().replaceAll("[\\[\\]]", "");
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(host, endpoint.port()), PATIENCE_MILLIS);
			socket.setSoTimeout(PATIENCE_MILLIS);
			SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
			try (SSLSocket tls = (SSLSocket) factory.createSocket(socket, host, endpoint.port(), true)) {
				tls.startHandshake();
				return true;
			}
		}
		catch (SSLException ex) {
			String text = texts(ex);
			return text.contains("certification path") || text.contains("received fatal alert")
					|| text.contains("trustanchors");
		}
		catch (IOException | RuntimeException ex) {
			return false;
		}
	}

}
