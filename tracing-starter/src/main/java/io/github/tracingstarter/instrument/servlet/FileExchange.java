package io.github.tracingstarter.instrument.servlet;

import io.github.tracingstarter.instrument.Instrumenter;
import io.github.tracingstarter.instrument.ProvisionalSpan;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * A request whose path names a file. If the handler for static resources serves it, its
 * span is withheld.
 */
class FileExchange extends ServerExchange {

	private final boolean forFile;

	private volatile boolean staticResource;

	private @Nullable ProvisionalSpan provisional;

	FileExchange(HttpServletRequest request, HttpServletResponse response, Instrumenter<ServerExchange> instrumenter) {
		this(request, response, instrumenter, true);
	}

	/**
	 * Creates the exchange.
	 * @param request the request
	 * @param response the response
	 * @param instrumenter creates the span
	 * @param forFile whether the path names a file; if false, the span is not withheld
	 */
	FileExchange(HttpServletRequest request, HttpServletResponse response, Instrumenter<ServerExchange> instrumenter,
			boolean forFile) {
		super(request, response, instrumenter);
		this.forFile = forFile;
	}

	@Override
	void started(Span span, Context parent) {
		if (this.forFile && span.isRecording()) {
			ProvisionalSpan provisional = new ProvisionalSpan(parent);
			provisional.started(span);
			this.provisional = provisional;
			super.started(span, provisional.in(parent));
		}
		else {
			super.started(span, parent);
		}
	}

	@Override
	void servedByResourceHandler() {
		this.staticResource = true;
	}

	@Override
	boolean withholds(int status) {
		ProvisionalSpan provisional = this.provisional;
		return this.staticResource && status < 400 && provisional != null && provisional.withhold(span());
	}

}
