package io.github.tracingstarter.instrument;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.tracingstarter.report.FailureLog;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.sdk.trace.ReadableSpan;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * A span that may turn out not to be worth exporting. Instead of being ended, it is
 * withheld until a span below it starts, because that span is exported and needs its
 * parent. This may be long afterwards, on another thread. If no such span starts, this
 * one never ends.
 */
public class ProvisionalSpan {

	private static final ContextKey<ProvisionalSpan> KEY = ContextKey.named("io.github.tracingstarter.provisional");

	private static final int MAX_WITHHELD = 64;

	private static final FailureLog failures = new FailureLog(LogFactory.getLog(ProvisionalSpan.class),
			"A span that was withheld could not be ended. The application is not affected.");

	private final @Nullable ProvisionalSpan above;

	private volatile boolean exported;

	private volatile @Nullable ReadableSpan span;

	/**
	 * This span and the spans below it that are withheld, in the order in which they
	 * ended.
	 */
	private List<Withheld> withheld = List.of();

	/**
	 * Creates a provisional span, which has not started yet.
	 * @param parent the context that holds its parent, or none
	 */
	public ProvisionalSpan(Context parent) {
		this.above = of(parent);
	}

	/**
	 * Returns the provisional span that encloses the spans of a context.
	 * @param context the context
	 * @return the nearest provisional span, or null if there is none
	 */
	public static @Nullable ProvisionalSpan of(Context context) {
		return context.get(KEY);
	}

	/**
	 * Returns a context whose spans are below this one.
	 * @param context a context
	 * @return the context with this span
	 */
	public final Context in(Context context) {
		return context.with(KEY, this);
	}

	/**
	 * Sets the span after it has started, perhaps in a context with this provisional
	 * span.
	 * @param span the span
	 */
	public final void started(Span span) {
		this.span = (span instanceof ReadableSpan readable) ? readable : null;
	}

	final void descendantStarted(ReadableSpan descendant) {
		if (!this.exported && this.span != null && isReason(descendant)) {
			export();
		}
	}

	/**
	 * Returns whether this span is exported because of a span below it, as soon as that
	 * span has started.
	 * @param descendant the span below it
	 * @return true, unless overridden
	 */
	protected boolean isReason(ReadableSpan descendant) {
		return true;
	}

	/**
	 * Returns whether statements below this span that find no rows are also withheld.
	 * @return false, unless overridden
	 */
	public boolean withholdsEmptyStatements() {
		return false;
	}

	/**
	 * Returns whether it is already certain that this span is exported.
	 * @return whether nothing is withheld any longer
	 */
	public final boolean isExported() {
		return this.exported;
	}

	/**
	 * Leaves a span open that would end now.
	 * @param span this span, or one below it that is not a reason to export it
	 * @return false if the span is to be ended
	 */
	public final boolean withhold(Span span) {
		return withhold(
				new Withheld(span, 0, (span instanceof ReadableSpan readable) ? readable.getLatencyNanos() : 0));
	}

	/**
	 * Leaves a span open that would end at a known time.
	 * @param span this span, or one below it that is not a reason to export it
	 * @param epochNanos the time in nanoseconds since 1970
	 * @return false if the span is to be ended
	 */
	public final boolean withhold(Span span, long epochNanos) {
		return withhold(new Withheld(span, epochNanos, 0));
	}

	private boolean withhold(Withheld span) {
		synchronized (this) {
			if (this.exported) {
				return false;
			}
			if (this.withheld.size() < MAX_WITHHELD) {
				List<Withheld> more = new ArrayList<>(this.withheld);
				more.add(span);
				this.withheld = more;
				return true;
			}
		}
		export();
		return false;
	}

	/**
	 * Ends the withheld spans. From now on, none are withheld.
	 */
	public final void export() {
		List<Withheld> ending;
		synchronized (this) {
			if (this.exported) {
				return;
			}
			this.exported = true;
			ending = this.withheld;
			this.withheld = List.of();
		}
		ReadableSpan own = this.span;
		if (this.above != null && own != null) {
			this.above.descendantStarted(own);
		}
		for (Withheld span : ending) {
			failures.guard(span::end);
		}
	}

	/**
	 * A span that is withheld.
	 *
	 * @param span the span
	 * @param epochNanos when it ended, or 0 if only its duration is known
	 * @param latencyNanos its duration
	 */
	private record Withheld(Span span, long epochNanos, long latencyNanos) {

		void end() {
			long start = (this.epochNanos == 0 && this.span instanceof ReadableSpan readable)
					? readable.toSpanData().getStartEpochNanos() : 0;
			this.span.end((start != 0) ? start + this.latencyNanos : this.epochNanos, TimeUnit.NANOSECONDS);
		}

	}

}
