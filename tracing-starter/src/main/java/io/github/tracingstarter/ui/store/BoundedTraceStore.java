package io.github.tracingstarter.ui.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

import io.github.tracingstarter.report.FailureLog;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Keeps traces up to a maximum size, then evicts whole traces: the least recently changed
 * ones first, and failed or slow ones only while the others take less than half of the
 * space.
 * <p>
 * Spans of this application wait in a ring until the thread of the store or a reader adds
 * them to their traces, so that a reader sees every span that ended before.
 */
final class BoundedTraceStore implements TraceStore, AutoCloseable {

	private static final int RING = 4096;

	/** One trace may take at most one divided by this of the room. */
	private static final int SHARE = 8;

	/** The maximum number of samples whose trace has not arrived yet, or never will. */
	private static final int MOST_WAITING = 32;

	private final Object lock = new Object();

	private final FailureLog failures = new FailureLog(LogFactory.getLog(BoundedTraceStore.class),
			"A span could not be stored for the page. The application is not affected.");

	private final SpanRing ring = new SpanRing(RING);

	private final StoreThread thread = new StoreThread(this.ring, this::fileInBackground);

	private final SpanCopier copier;

	private final long maxBytes;

	private final long slowNanos;

	private final Map<String, TraceEntry> entries = new HashMap<>();

	private final EntryList ordinary = new EntryList();

	private final EntryList notable = new EntryList();

	private final Map<String, StackSamples> waiting = new LinkedHashMap<>();

	private int spans;

	private long evicted;

	private long omitted;

	private long seq;

	private int generation;

	private volatile boolean closed;

	BoundedTraceStore(long maxBytes, Duration slowThreshold, Function<SpanData, @Nullable SpanData> visible) {
		this(maxBytes, slowThreshold, visible, UnaryOperator.identity());
	}

	/**
	 * Creates the store.
	 * @param maxBytes the memory that traces may take
	 * @param slowThreshold the threshold above which a trace is kept longer
	 * @param visible returns the part of a span that may be shown, or null for nothing
	 * @param redaction hides the secrets of the application's resource
	 */
	BoundedTraceStore(long maxBytes, Duration slowThreshold, Function<SpanData, @Nullable SpanData> visible,
			UnaryOperator<Attributes> redaction) {
		this.copier = new SpanCopier(visible, redaction);
		this.maxBytes = maxBytes;
		this.slowNanos = slowThreshold.toNanos();
	}

	/**
	 * Accepts an ended span of this application. Never blocks. Called by the thread that
	 * ends the span.
	 * @param span the span
	 */
	void offer(ReadableSpan span) {
		if (this.closed) {
			return;
		}
		this.ring.offer(span);
		this.thread.notice();
		if (this.ring.isHalfFull()) {
			this.thread.hurry();
		}
	}

	private void fileInBackground() {
		synchronized (this.lock) {
			drain();
		}
	}

	/**
	 * Stores the spans that are waiting now, but not those that arrive in the meantime,
	 * because under load a reader would never finish.
	 */
	private void drain() {
		for (int i = 0; i < RING; i++) {
			ReadableSpan span = this.ring.poll();
			if (span == null) {
				return;
			}
			try {
				StoredSpan copy = this.copier.copy(span.toSpanData());
				if (copy != null) {
					file(copy);
				}
			}
			catch (Exception | LinkageError | StackOverflowError ex) {
				this.failures.log(ex);
			}
		}
	}

	@Override
	public void add(StoredSpan span) {
		synchronized (this.lock) {
			drain();
			file(span);
		}
	}

	@Override
	public void add(StackSamples samples) {
		synchronized (this.lock) {
			drain();
			TraceEntry entry = this.entries.get(samples.traceId());
			if (entry == null) {
				this.waiting.put(samples.traceId(), samples);
				if (this.waiting.size() > MOST_WAITING) {
					this.waiting.remove(this.waiting.keySet().iterator().next());
				}
				return;
			}
			listOf(entry).remove(entry);
			this.seq++;
			entry.seq = this.seq;
			entry.add(samples, this.maxBytes / SHARE);
			listOf(entry).append(entry);
			makeRoom();
		}
	}

	@Override
	public Runnable attend(LongSupplier duty) {
		return this.thread.attend(duty);
	}

	private void file(StoredSpan span) {
		TraceEntry entry = this.entries.get(span.traceId());
		boolean known = entry != null;
		if (entry == null) {
			entry = new TraceEntry(span.traceId());
		}
		long size = entry.sizeOf(span);
		boolean admitted = entry.admits(span, size, this.maxBytes / SHARE);
		if (!admitted) {
			this.omitted++;
			if (!known) {
				return;
			}
		}
		if (known) {
			listOf(entry).remove(entry);
		}
		this.seq++;
		entry.seq = this.seq;
		if (admitted) {
			entry.add(span, size, this.slowNanos);
			this.spans++;
		}
		else {
			entry.omit();
		}
		StackSamples samples = this.waiting.isEmpty() ? null : this.waiting.remove(span.traceId());
		if (samples != null) {
			entry.add(samples, this.maxBytes / SHARE);
		}
		this.entries.put(span.traceId(), entry);
		listOf(entry).append(entry);
		makeRoom();
	}

	private EntryList listOf(TraceEntry entry) {
		return entry.isNotable() ? this.notable : this.ordinary;
	}

	private void makeRoom() {
		while (this.ordinary.bytes() + this.notable.bytes() > this.maxBytes) {
			TraceEntry victim = (this.ordinary.bytes() >= this.maxBytes / 2) ? this.ordinary.oldest()
					: this.notable.oldest();
			if (victim == null) {
				return;
			}
			listOf(victim).remove(victim);
			this.entries.remove(victim.traceId());
			this.spans -= victim.size();
			this.evicted++;
		}
	}

	@Override
	public @Nullable StoredTrace find(String traceId) {
		synchronized (this.lock) {
			drain();
			TraceEntry entry = this.entries.get(traceId);
			return (entry != null) ? entry.snapshot() : null;
		}
	}

	@Override
	public List<StoredTrace> changedSince(long seq, int limit) {
		List<StoredTrace> changed = new ArrayList<>();
		synchronized (this.lock) {
			drain();
			TraceEntry one = this.ordinary.newest();
			TraceEntry other = this.notable.newest();
			while (changed.size() < limit) {
				boolean takeOne = one != null && (other == null || one.seq > other.seq);
				TraceEntry next = takeOne ? one : other;
				if (next == null || next.seq <= seq) {
					break;
				}
				changed.add(next.snapshot());
				if (takeOne) {
					one = next.older;
				}
				else {
					other = next.older;
				}
			}
		}
		return changed;
	}

	@Override
	public void clear() {
		synchronized (this.lock) {
			drain();
			this.entries.clear();
			this.waiting.clear();
			this.ordinary.clear();
			this.notable.clear();
			this.spans = 0;
			this.seq++;
			this.generation++;
		}
	}

	@Override
	public Stats stats() {
		synchronized (this.lock) {
			drain();
			return new Stats(this.entries.size(), this.spans, this.ordinary.bytes() + this.notable.bytes(),
					this.maxBytes, this.evicted, this.seq, this.generation);
		}
	}

	/**
	 * Returns how many spans were dropped: those for which there was no room in the ring,
	 * and those of traces that had grown too large.
	 * @return the number of spans
	 */
	long dropped() {
		synchronized (this.lock) {
			return this.ring.dropped() + this.omitted;
		}
	}

	/**
	 * Returns the thread that stores spans.
	 * @return the thread, or null before the first span
	 */
	@Nullable Thread thread() {
		return this.thread.thread();
	}

	/**
	 * Ends the thread. Stored traces can still be read.
	 */
	@Override
	public void close() {
		this.closed = true;
		this.thread.stop();
	}

}
