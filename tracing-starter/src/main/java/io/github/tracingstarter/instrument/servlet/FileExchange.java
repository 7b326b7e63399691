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
final class FileExchange extends ServerExchange {

	private volatile boolean staticResource;

	private @Nullable ProvisionalSpan provisional;

	FileExchange(HttpServletRequest request, HttpServletResponse response, Instrumenter<ServerExchange> instrumenter) {
		super(request, response, instrumenter);
	}

	@Override
	void started(Span span, Context parent) {
		if (span.isRecording()) {
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
