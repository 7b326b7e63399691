package io.github.tracingstarter.instrument.webflux;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.tracingstarter.processor.LocalSpanProcessor;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.semconv.UrlAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Knows the requests for files below which a span has started: that span is exported and
 * must not lack its parent, whereas a request for a static file alone is not worth a
 * trace.
 */
final class FileSpans implements LocalSpanProcessor {

	private final Set<String> parents = ConcurrentHashMap.newKeySet();

	@Override
	public void onStart(Context parentContext, ReadWriteSpan span) {
		if (Span.fromContext(parentContext) instanceof ReadableSpan parent && parent.getKind() == SpanKind.SERVER
				&& namesFile(parent.getAttribute(UrlAttributes.URL_PATH))) {
			this.parents.add(parent.getSpanContext().getSpanId());
		}
	}

	private static boolean namesFile(@Nullable String path) {
		return path != null && path.indexOf('.', path.lastIndexOf('/') + 1) >= 0;
	}

	/**
	 * Asked once for each request, when it has been answered.
	 * @param span its span
	 * @return whether no span has started below it
	 */
	boolean isAlone(Span span) {
		return !this.parents.remove(span.getSpanContext().getSpanId());
	}

	@Override
	public boolean isStartRequired() {
		return true;
	}

	@Override
	public void onEnd(ReadableSpan span) {
		// Not called: see isEndRequired.
	}

	@Override
	public boolean isEndRequired() {
		return false;
	}

}
