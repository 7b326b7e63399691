package io.github.tracingstarter.instrument.gateway;

import io.github.tracingstarter.instrument.http.HttpCallSpans;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;

/**
 * An attempt to forward a request, from the last filter before the one that sends it
 * until the head of the response. It has a span only if something is sent.
 */
final class ForwardingAttempt {

	private static final String ATTRIBUTE = ForwardingAttempt.class.getName();

	private final HttpCallSpans spans;

	private final Context parent;

	private HttpCallSpans.@Nullable Started started;

	private ForwardingAttempt(HttpCallSpans spans, Context parent) {
		this.spans = spans;
		this.parent = parent;
	}

	/**
	 * Begins an attempt. Earlier attempts have ended.
	 */
	static ForwardingAttempt begin(ServerWebExchange exchange, HttpCallSpans spans, Context parent) {
		ForwardingAttempt attempt = new ForwardingAttempt(spans, parent);
		exchange.getAttributes().put(ATTRIBUTE, attempt);
		return attempt;
	}

	static @Nullable ForwardingAttempt of(ServerWebExchange exchange) {
		return exchange.getAttribute(ATTRIBUTE);
	}

	/**
	 * Starts the span and writes the headers.
	 */
	HttpCallSpans.Started send(ForwardedCall call) {
		HttpCallSpans.Started started = this.spans.start(call, this.parent);
		this.started = started;
		return started;
	}

	void answered() {
		end(null);
	}

	/**
	 * Called when the caller has disconnected, or a filter has given up.
	 */
	void cancelled() {
		end(null);
	}

	void failed(Throwable error) {
		end(cause(error));
	}

	private void end(@Nullable Throwable error) {
		HttpCallSpans.Started started = this.started;
		if (started != null) {
			this.started = null;
			started.end(error);
		}
	}

	/**
	 * Returns the cause of an error. The gateway reports with a status that the upstream
	 * took too long.
	 */
	private static Throwable cause(Throwable error) {
		return (error instanceof ResponseStatusException answer && answer.getCause() != null
				&& answer.getStatusCode() == HttpStatus.GATEWAY_TIMEOUT) ? answer.getCause() : error;
	}

}
