package io.github.tracingstarter.ui;

import java.time.Duration;
import java.util.function.Function;
import java.util.function.LongSupplier;

import io.github.tracingstarter.processor.KeptSpanProcessor;
import io.github.tracingstarter.processor.LocalSpanProcessor;
import io.github.tracingstarter.report.FailureLog;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.semconv.HttpAttributes;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Logs a link to the trace of each slow or failed request. The number of lines per minute
 * is limited, in case every request fails.
 */
class RequestLog implements LocalSpanProcessor, KeptSpanProcessor {

	private static final Log logger = LogFactory.getLog(RequestLog.class);

	private static final FailureLog failures = new FailureLog(logger,
			"The link to a trace could not be logged. The request is not affected.");

	private static final int PER_WINDOW = 10;

	private static final long WINDOW = Duration.ofMinutes(1).toNanos();

	private final UiAddress address;

	private final long slowNanos;

	private final boolean unsampled;

	private final Function<SpanData, @Nullable SpanData> visible;

	private final LongSupplier clock;

	private long windowStart;

	private int logged;

	private int leftOut;

	/**
	 * Creates the log.
	 * @param address the address of the page
	 * @param slowThreshold the duration above which a request is slow
	 * @param unsampled whether the page also has traces that are not exported
	 * @param visible returns the part of a span that may be shown, or null for nothing
	 * @param clock the time in nanoseconds
	 */
	RequestLog(UiAddress address, Duration slowThreshold, boolean unsampled,
			Function<SpanData, @Nullable SpanData> visible, LongSupplier clock) {
		this.address = address;
		this.slowNanos = slowThreshold.toNanos();
		this.unsampled = unsampled;
		this.visible = visible;
		this.clock = clock;
		this.windowStart = clock.getAsLong();
	}

	@Override
	public void onStart(Context parentContext, ReadWriteSpan span) {
	}

	@Override
	public boolean isStartRequired() {
		return false;
	}

	@Override
	public boolean isEndRequired() {
		return true;
	}

	@Override
	public void onEnd(ReadableSpan span) {
		if (this.unsampled || span.getSpanContext().isSampled()) {
			logIfSlowOrFailed(span);
		}
	}

	@Override
	public void onKept(ReadableSpan span) {
		if (!this.unsampled) {
			logIfSlowOrFailed(span);
		}
	}

	private void logIfSlowOrFailed(ReadableSpan span) {
		if (span.getKind() != SpanKind.SERVER) {
			return;
		}
		try {
			Long status = span.getAttribute(HttpAttributes.HTTP_RESPONSE_STATUS_CODE);
			if (span.getLatencyNanos() >= this.slowNanos || (status != null && status >= 500)) {
				log(span, status);
			}
		}
		catch (RuntimeException | LinkageError ex) {
			failures.log(ex);
		}
	}

	private void log(ReadableSpan span, @Nullable Long status) {
		String page = this.address.page();
		if (page == null || !logger.isInfoEnabled()) {
			return;
		}
		SpanData shown = this.visible.apply(span.toSpanData());
		if (shown == null) {
			// The page does not have this trace either.
			return;
		}
		int missed;
		synchronized (this) {
			missed = openWindow();
			if (this.logged == PER_WINDOW) {
				this.leftOut++;
				return;
			}
			this.logged++;
		}
		if (missed > 0) {
			logger.info("%d more slow or failed requests were not logged: %s/".formatted(missed, page));
		}
		logger.info("%s took %d ms%s: %s/#/traces/%s".formatted(shown.getName(),
				Duration.ofNanos(span.getLatencyNanos()).toMillis(), (status != null) ? " (%d)".formatted(status) : "",
				page, span.getSpanContext().getTraceId()));
	}

	/**
	 * Starts a new minute if the current one is over.
	 * @return how many requests were omitted in the previous minute
	 */
	private int openWindow() {
		long now = this.clock.getAsLong();
		if (now - this.windowStart < WINDOW) {
			return 0;
		}
		int missed = this.leftOut;
		this.windowStart = now;
		this.logged = 0;
		this.leftOut = 0;
		return missed;
	}

}
