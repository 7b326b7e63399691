package io.github.tracingstarter.sampling.keep;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import io.github.tracingstarter.configuration.LiveProperty;
import io.github.tracingstarter.processor.SpanWeight;
import io.github.tracingstarter.redaction.SpanRedaction;
import io.github.tracingstarter.report.FailureLog;
import io.github.tracingstarter.sampling.KeepRule;
import io.github.tracingstarter.sampling.TailSampling;
import io.github.tracingstarter.sampling.keep.HeldTrace.Answer;
import io.github.tracingstarter.sampling.keep.HeldTrace.Outcome;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Holds the spans that are recorded but not sampled until the first span of their trace
 * in this application ends. If that span failed or was slow, all of them are passed on;
 * otherwise none are. They are held as the SDK created them, so that nothing is encoded
 * for a trace that is not kept.
 */
final class TailSpanProcessor implements SpanProcessor, SpanRedaction.Applied, TailSampling {

	/** The fraction of the memory that one trace may use. */
	private static final int PART = 16;

	private static final FailureLog failures = new FailureLog(LogFactory.getLog(TailSpanProcessor.class),
			"It could not be decided whether a trace is to be kept. The application is not affected.");

	private final Supplier<List<Consumer<ReadableSpan>>> destinationsOf;

	private final TraceBuffer buffer = new TraceBuffer();

	private final RecentLatencies latencies = new RecentLatencies();

	private final LongAdder kept = new LongAdder();

	private final KeepRule[] rules;

	private volatile KeepSettings settings;

	private volatile @Nullable List<Consumer<ReadableSpan>> destinations;

	/**
	 * Creates the processor.
	 * @param settings determine which traces are kept
	 * @param rules determine which other traces are kept
	 * @param destinations the destinations, resolved when the first trace is kept
	 */
	TailSpanProcessor(KeepSettings settings, List<KeepRule> rules,
			Supplier<List<Consumer<ReadableSpan>>> destinations) {
		this.settings = settings;
		this.rules = rules.toArray(KeepRule[]::new);
		this.destinationsOf = destinations;
	}

	KeepSettings settings() {
		return this.settings;
	}

	synchronized void change(UnaryOperator<KeepSettings> change) {
		this.settings = change.apply(this.settings);
	}

	/**
	 * Returns whether other settings would keep a trace.
	 * @param other the settings
	 * @param root its first span in this application
	 * @return whether they would
	 */
	boolean wouldKeep(KeepSettings other, LiveProperty.End root) {
		return other.reason(root.name(), root.attributes()::get, root.failed(), root.failedWithin(), root.nanos(),
				this.latencies) != null;
	}

	TraceBuffer buffer() {
		return this.buffer;
	}

	@Override
	public boolean isOn() {
		return this.settings.isOn() || mayRulesKeep();
	}

	private boolean mayRulesKeep() {
		for (KeepRule rule : this.rules) {
			if (rule.mayKeep()) {
				return true;
			}
		}
		return false;
	}

	@Override
	public boolean records(String traceId) {
		return this.buffer.contains(traceId);
	}

	@Override
	public void onStart(Context parentContext, ReadWriteSpan span) {
		if (span.getSpanContext().isSampled() || !isLocalRoot(span)) {
			return;
		}
		if (isOn()) {
			long maxNanos = this.settings.maxDuration().toNanos();
			failures.guard(() -> this.buffer.begin(span, System.nanoTime(), maxNanos));
		}
	}

	@Override
	public boolean isStartRequired() {
		return true;
	}

	@Override
	public void onEnd(ReadableSpan span) {
		try {
			KeepSettings current = this.settings;
			if (span.getSpanContext().isSampled()) {
				if (current.hasPercentile() && isLocalRoot(span)) {
					this.latencies.add(span.getName(), span.getLatencyNanos());
				}
				return;
			}
			HeldTrace trace = this.buffer.find(span.getSpanContext().getTraceId());
			if (trace == null) {
				return;
			}
			if (isLocalRoot(span)) {
				rootEnded(span, trace, current);
			}
			else {
				add(span, trace, current);
			}
		}
		catch (RuntimeException | LinkageError ex) {
			failures.log(ex);
		}
	}

	@Override
	public boolean isEndRequired() {
		return true;
	}

	private static boolean isLocalRoot(ReadableSpan span) {
		SpanContext parent = span.getParentSpanContext();
		return !parent.isValid() || parent.isRemote();
	}

	private void rootEnded(ReadableSpan root, HeldTrace trace, KeepSettings current) {
		String reason = reason(root, trace, current);
		if (current.hasPercentile()) {
			this.latencies.add(root.getName(), root.getLatencyNanos());
		}
		if (reason != null) {
			Outcome outcome = trace.keep(root, System.nanoTime());
			this.buffer.released(outcome);
			this.kept.increment();
			outcome.spans().forEach(this::pass);
			pass(KeptSpan.because(root, reason, outcome.leftOut()));
			return;
		}
		Outcome outcome = trace.discard(root);
		if (outcome != null) {
			this.buffer.released(outcome);
			this.buffer.remove(root.getSpanContext().getTraceId(), trace);
		}
		else {
			add(root, trace, current);
		}
	}

	private @Nullable String reason(ReadableSpan root, HeldTrace trace, KeepSettings current) {
		String reason = current.reason(root, trace.hasFailed(), this.latencies);
		if (reason == null) {
			for (KeepRule rule : this.rules) {
				if (rule.mayKeep() && rule.keep(root)) {
					return "rule";
				}
			}
		}
		return reason;
	}

	private void add(ReadableSpan span, HeldTrace trace, KeepSettings current) {
		SpanData data = span.toSpanData();
		int weight = SpanWeight.of(data);
		long maxBytes = current.maxMemory().toBytes();
		Answer answer = trace.add(span, weight, maxBytes / PART, data.getStatus().getStatusCode() == StatusCode.ERROR);
		switch (answer) {
			case HELD -> this.buffer.held(weight, maxBytes);
			case PASSED_ON -> pass(span);
			case LEFT_OUT -> this.buffer.leftOut();
			case IGNORED -> {
			}
		}
	}

	private void pass(ReadableSpan span) {
		for (Consumer<ReadableSpan> destination : destinations()) {
			try {
				destination.accept(span);
			}
			catch (RuntimeException | LinkageError ex) {
				failures.log(ex);
			}
		}
	}

	/**
	 * Returns the destinations. They are resolved when the first trace is kept, because
	 * the list of processors contains this one.
	 */
	private List<Consumer<ReadableSpan>> destinations() {
		List<Consumer<ReadableSpan>> found = this.destinations;
		if (found == null) {
			found = this.destinationsOf.get();
			this.destinations = found;
		}
		return found;
	}

	@Override
	public long keptTraces() {
		return this.kept.sum();
	}

	@Override
	public long leftOutSpans() {
		return this.buffer.totalLeftOut();
	}

}
