package io.github.tracingstarter.export.zipkin;

import java.io.IOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

import javax.net.ssl.SSLException;

import io.github.tracingstarter.export.HttpEndpoint;
import io.github.tracingstarter.export.OneLine;
import io.github.tracingstarter.export.TlsAdvice;
import io.github.tracingstarter.report.SpanDestination.Reply;

/**
 * Sends an empty list of spans to Zipkin, with the same client of the JDK that sends
 * spans, and determines the cause if it is not accepted.
 */
final class ZipkinInquiry {

	private static final int PATIENCE_MILLIS = (int) Duration.ofSeconds(3).toMillis();

	private static final byte[] NO_SPANS = "[]".getBytes(StandardCharsets.US_ASCII);

	private static final String WRONG_PATH = "; the path is wrong, set tracing.zipkin.endpoint; "
			+ "it is /api/v2/spans by default";

	private static final String WANTS_TLS = "it requires TLS; change tracing.zipkin.endpoint to https://";

	private static final TlsAdvice TLS = new TlsAdvice("tracing.zipkin.endpoint",
			"the system property javax.net.ssl.trustStore to a trust store that has it",
			"the system property javax.net.ssl.keyStore to a key store with a key it trusts",
			"the system properties javax.net.ssl");

	private final HttpEndpoint endpoint;

	private ZipkinInquiry(HttpEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	static Reply of(HttpEndpoint endpoint) {
		return new ZipkinInquiry(endpoint).reply();
	}

	private Reply reply() {
		HttpURLConnection connection = null;
		try {
			connection = (HttpURLConnection) this.endpoint.uri().toURL().openConnection();
			return ask(connection);
		}
		catch (ConnectException | NoRouteToHostException ex) {
			return Reply.NONE;
		}
		catch (UnknownHostException ex) {
			return wrong("its host is unknown; set tracing.zipkin.endpoint");
		}
		catch (SSLException ex) {
			return wrong(TLS.of(ex));
		}
		catch (SocketTimeoutException ex) {
			return wrong("it does not respond in time; if it is not Zipkin, set tracing.zipkin.endpoint");
		}
		catch (IOException | RuntimeException ex) {
			return wrong(this.endpoint.wantsTls() ? WANTS_TLS : ex.getMessage() + "; set tracing.zipkin.endpoint");
		}
		finally {
			if (connection != null) {
				connection.disconnect();
			}
		}
	}

	private Reply ask(HttpURLConnection connection) throws IOException {
		connection.setConnectTimeout(PATIENCE_MILLIS);
		connection.setReadTimeout(PATIENCE_MILLIS);
		connection.setInstanceFollowRedirects(false);
		connection.setUseCaches(false);
		connection.setRequestMethod("POST");
		connection.setRequestProperty("Content-Type", "application/json");
		connection.setDoOutput(true);
		connection.setFixedLengthStreamingMode(NO_SPANS.length);
		try {
			connection.connect();
		}
		catch (SocketTimeoutException ex) {
			return Reply.NONE;
		}
		connection.getOutputStream().write(NO_SPANS);
		return ofStatus(connection.getResponseCode(), String.valueOf(connection.getContentType()));
	}

	private Reply ofStatus(int status, String type) {
		String answer = "it responds with HTTP " + status;
		boolean taken = status >= 200 && status <= 299;
		if (taken && type.toLowerCase(Locale.ROOT).contains("html")) {
			return wrong("it responds with HTTP %d and %s, so it is not Zipkin or the path is wrong; ".formatted(status,
					type) + "set tracing.zipkin.endpoint");
		}
		if (taken) {
			return Reply.REACHABLE;
		}
		if ((status == -1 || status == 400) && this.endpoint.wantsTls()) {
			return wrong(WANTS_TLS);
		}
		return switch (status) {
			case -1 -> wrong("it does not speak HTTP; set tracing.zipkin.endpoint");
			// A server that rejects an empty list.
			case 400 -> Reply.REACHABLE;
			case 301, 302, 303, 307, 308 -> wrong(answer + "; set tracing.zipkin.endpoint");
			case 401, 403 -> wrong(answer + "; set tracing.zipkin.endpoint to one that requires no credentials");
			case 404, 405, 410 -> wrong(answer + WRONG_PATH);
			default -> wrong(answer);
		};
	}

	private static Reply wrong(String text) {
		return new Reply(false, OneLine.of(text));
	}

}
