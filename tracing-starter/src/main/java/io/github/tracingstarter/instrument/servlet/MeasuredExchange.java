package io.github.tracingstarter.instrument.servlet;

import io.github.tracingstarter.instrument.Instrumenter;
import io.github.tracingstarter.instrument.http.HttpMethods;
import io.github.tracingstarter.instrument.http.ProtocolVersion;
import io.github.tracingstarter.measurement.RequestListeners;
import io.github.tracingstarter.measurement.ServedRequest;
import io.opentelemetry.context.Context;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * A request that listeners are notified of. It is a separate class, so that other
 * requests have no fields for it, and it is what the listeners receive, so that no other
 * object is needed.
 */
final class MeasuredExchange extends FileExchange implements ServedRequest {

	private final long started = System.nanoTime();

	private final RequestListeners listeners;

	private final boolean excluded;

	private long nanos;

	/**
	 * Creates the exchange.
	 * @param request the request
	 * @param response the response
	 * @param instrumenter creates the span
	 * @param forFile whether the span is withheld if the handler for static resources
	 * serves the request
	 * @param listeners the listeners to notify
	 * @param excluded whether it is excluded from tracing
	 */
	MeasuredExchange(HttpServletRequest request, HttpServletResponse response,
			Instrumenter<ServerExchange> instrumenter, boolean forFile, RequestListeners listeners, boolean excluded) {
		super(request, response, instrumenter, forFile);
		this.listeners = listeners;
		this.excluded = excluded;
	}

	@Override
	boolean needsRoute() {
		return true;
	}

	@Override
	void ended() {
		this.nanos = System.nanoTime() - this.started;
		this.listeners.ended(this);
	}

	@Override
	public String method() {
		return HttpMethods.known(request().getMethod());
	}

	@Override
	public @Nullable String route() {
		return super.route();
	}

	@Override
	public @Nullable String scheme() {
		return request().getScheme();
	}

	@Override
	public @Nullable String protocolVersion() {
		String protocol = request().getProtocol();
		return (protocol != null) ? ProtocolVersion.of(protocol) : null;
	}

	@Override
	public int status() {
		return super.status();
	}

	@Override
	public @Nullable String errorType() {
		return ServerConvention.errorType(this, error());
	}

	@Override
	public long nanos() {
		return this.nanos;
	}

	@Override
	public Context trace() {
		return context();
	}

	@Override
	public boolean isExcluded() {
		return this.excluded;
	}

}
