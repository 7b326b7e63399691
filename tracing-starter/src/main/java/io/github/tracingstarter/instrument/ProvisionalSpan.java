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
 * A span that may turn out not to be worth exporting. Instead of ending it is withheld,
 * until a span below it starts: that one is exported and must not lack its parent. That
 * may be long afterwards, on another thread. If there is none, it never ends.
 */
public class ProvisionalSpan {

	private static final ContextKey<ProvisionalSpan> KEY = ContextKey.named("io.github.tracingstarter.provisional");

	private static final int MAX_WITHHELD = 64;

	private static final FailureLog failures = new FailureLog(LogFactory.getLog(ProvisionalSpan.class),
			"A span that was withheld could not be ended. The application is not affected.");

	private final @Nullable ProvisionalSpan above;

	private volatile boolean exported;

	private volatile @Nullable ReadableSpan span;

	/** This span and those below it that are withheld, in the order of their ends. */
	private List<Withheld> withheld = List.of();

	/**
	 * Prepares for a span.
	 * @param parent the context that holds its parent, or none
	 */
	public ProvisionalSpan(Context parent) {
		this.above = of(parent);
	}

	/**
	 * The span that spans in a context are below.
	 * @param context the context
	 * @return the nearest one, or null if there is none
	 */
	public static @Nullable ProvisionalSpan of(Context context) {
		return context.get(KEY);
	}

	/**
	 * A context in which spans are below this one.
	 * @param context a context
	 * @return the context with this span
	 */
	public final Context in(Context context) {
		return context.with(KEY, this);
	}

	/**
	 * Sets the span, which has started. It may have done so in a context with this one.
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
	 * Returns whether this span is exported because of one below it, as soon as that has
	 * started.
	 * @param descendant the span below it
	 * @return true, unless overridden
	 */
	protected boolean isReason(ReadableSpan descendant) {
		return true;
	}

	/**
	 * Returns whether statements below this span that find no row are to be withheld as
	 * well.
	 * @return false, unless overridden
	 */
	public boolean withholdsEmptyStatements() {
		return false;
	}

	/**
	 * Returns whether this span is exported in any case by now.
	 * @return whether nothing is withheld any longer
	 */
	public final boolean isExported() {
		return this.exported;
	}

	/**
	 * Leaves a span open that would end now.
	 * @param span this span, or one below it that is no reason to export it
	 * @return false if it is to end
	 */
	public final boolean withhold(Span span) {
		return withhold(
				new Withheld(span, 0, (span instanceof ReadableSpan readable) ? readable.getLatencyNanos() : 0));
	}

	/**
	 * Leaves a span open that would end at a known time.
	 * @param span this span, or one below it that is no reason to export it
	 * @param epochNanos the time in nanoseconds since 1970
	 * @return false if it is to end
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
	 * Ends what is withheld. From now on nothing is.
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
