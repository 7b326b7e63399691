package io.github.tracingstarter.export;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.List;

import javax.net.ssl.SSLException;

import io.github.tracingstarter.export.OtlpProperties.Protocol;
import io.github.tracingstarter.export.grpc.NotGrpcException;
import io.github.tracingstarter.export.grpc.NotGrpcException.Peer;
import io.github.tracingstarter.otlp.OtlpRequest;
import io.github.tracingstarter.report.SpanDestination.Reply;

/**
 * Sends an empty request to a collector and, if it is not accepted, determines the cause,
 * because it is easier to find out which property to change now than from a failed
 * export.
 */
final class OtlpInquiry {

	private static final int INVALID_ARGUMENT = 3;

	private static final int PERMISSION_DENIED = 7;

	private static final int UNAUTHENTICATED = 16;

	private static final Duration PATIENCE = Duration.ofSeconds(3);

	private static final String UNKNOWN_HOST = "its host is unknown; set tracing.otlp.endpoint";

	private static final TlsAdvice TLS = new TlsAdvice("tracing.otlp.endpoint",
			"tracing.otlp.ssl.bundle to an SSL bundle that trusts it",
			"tracing.otlp.ssl.bundle to an SSL bundle with a key it trusts", "tracing.otlp.ssl.bundle");

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
			return Reply.REACHABLE;
		}
		catch (OtlpRefusal ex) {
			return ofRefusal(ex.failure());
		}
		catch (ConnectException | NoRouteToHostException | HttpConnectTimeoutException ex) {
			return isUnresolved(ex) ? wrong(UNKNOWN_HOST) : Reply.NONE;
		}
		catch (UnknownHostException ex) {
			return wrong(UNKNOWN_HOST);
		}
		catch (SSLException ex) {
			return wrong(TLS.of(ex));
		}
		catch (NotGrpcException ex) {
			return wrong(ofPeer(ex));
		}
		catch (IOException | RuntimeException ex) {
			return wrong(ofOther(ex));
		}
	}

	/**
	 * Returns whether the host name was not resolved, for which the JDK's client has no
	 * exception of its own.
	 */
	private static boolean isUnresolved(IOException failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof UnresolvedAddressException) {
				return true;
			}
		}
		return false;
	}

	private static void ask(OtlpSettings settings) throws IOException {
		OtlpSender sender = OtlpSender.of(settings.within(PATIENCE));
		try {
			sender.send(OtlpSignal.TRACES, OtlpRequest.of(List.of()));
		}
		finally {
			sender.shutdown();
		}
	}

	private static Reply wrong(String text) {
		return new Reply(false, OneLine.of(text));
	}

	/**
	 * Returns the reply if the server responded. A collector may reject an empty request.
	 */
	private Reply ofRefusal(ExportFailure failure) {
		String reason = failure.reason();
		if (failure == ExportFailure.TIMEOUT) {
			return wrong(reason + "; if it is not a collector, set tracing.otlp.endpoint");
		}
		if (failure.isHttp(400) && this.settings.endpoint().wantsTls()) {
			return wrong("it requires TLS; change tracing.otlp.endpoint to https://");
		}
		if (failure.remedy() == ExportFailure.Remedy.TAKEN || failure.isHttp(400) || failure.isGrpc(INVALID_ARGUMENT)) {
			return Reply.REACHABLE;
		}
		if (failure.isHttp(404) || failure.isHttp(405)) {
			return wrong(reason + "; the path is wrong, set tracing.otlp.endpoint; it is /v1/traces by default");
		}
		if (failure.isHttp(401) || failure.isHttp(403) || failure.isGrpc(UNAUTHENTICATED)
				|| failure.isGrpc(PERMISSION_DENIED)) {
			return wrong(reason + "; set tracing.otlp.headers to what it requires");
		}
		if (failure.isRedirection() || failure.isUnknownService()) {
			return wrong(reason + "; set tracing.otlp.endpoint");
		}
		return wrong(reason);
	}

	private String ofPeer(NotGrpcException failure) {
		if (!this.settings.endpoint().isSecure() && failure.peer() != Peer.SILENT
				&& (failure.peer() == Peer.TLS || this.settings.endpoint().wantsTls())) {
			return "it requires TLS; change tracing.otlp.endpoint to https://";
		}
		return switch (failure.peer()) {
			case HTTP, TLS_WITHOUT_HTTP2 -> failure.getMessage() + "; set tracing.otlp.protocol=http";
			default -> failure.getMessage() + "; set tracing.otlp.endpoint or tracing.otlp.protocol";
		};
	}

	/**
	 * Returns the reply if the connection was closed without a response. It may be a
	 * server of the other protocol.
	 */
	private String ofOther(Exception failure) {
		if (this.settings.endpoint().wantsTls()) {
			return "it requires TLS; change tracing.otlp.endpoint to https://";
		}
		if (this.settings.protocol() == Protocol.HTTP && speaksGrpc()) {
			return "it speaks gRPC, not HTTP; set tracing.otlp.protocol=grpc";
		}
		String reason = ExportFailure.of(failure).reason();
		return this.settings.endpoint().isSecure() ? reason + "; see tracing.otlp.ssl.bundle" : reason;
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

}
