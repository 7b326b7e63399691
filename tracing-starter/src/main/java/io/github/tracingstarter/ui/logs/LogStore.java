package io.github.tracingstarter.ui.logs;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

import io.github.tracingstarter.ui.TraceLogs;
import org.jspecify.annotations.Nullable;

/**
 * The recent log lines, bounded in bytes; the oldest are removed first. All logging
 * threads use it, so the lock is held only to add a line or to copy references. A search
 * works on its copy.
 */
final class LogStore implements TraceLogs {

	private final long maxBytes;

	private final ReentrantLock lock = new ReentrantLock();

	private final ArrayDeque<LogLine> lines = new ArrayDeque<>();

	private final Map<String, ArrayDeque<LogLine>> byTrace = new HashMap<>();

	private long bytes;

	private long seq;

	LogStore(long maxBytes) {
		this.maxBytes = maxBytes;
	}

	void add(LogLine.Entry entry) {
		this.lock.lock();
		try {
			LogLine line = new LogLine(++this.seq, entry);
			this.lines.addLast(line);
			this.bytes += entry.bytes();
			if (entry.traceId() != null) {
				this.byTrace.computeIfAbsent(entry.traceId(), (traceId) -> new ArrayDeque<>(4)).addLast(line);
			}
			while (this.bytes > this.maxBytes && !this.lines.isEmpty()) {
				evict();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private void evict() {
		LogLine.Entry oldest = this.lines.removeFirst().entry();
		this.bytes -= oldest.bytes();
		String traceId = oldest.traceId();
		if (traceId != null) {
			ArrayDeque<LogLine> ofTrace = this.byTrace.get(traceId);
			if (ofTrace != null) {
				// The oldest line of all is the oldest of its trace.
				ofTrace.removeFirst();
				if (ofTrace.isEmpty()) {
					this.byTrace.remove(traceId);
				}
			}
		}
	}

	@Override
	public int count(String traceId) {
		this.lock.lock();
		try {
			ArrayDeque<LogLine> ofTrace = this.byTrace.get(traceId);
			return (ofTrace != null) ? ofTrace.size() : 0;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public List<Map<String, Object>> lines(String traceId) {
		// Lines of other applications may arrive late.
		return snapshot(0, traceId).lines()
			.stream()
			.sorted(Comparator.comparingLong((line) -> line.entry().atUs()))
			.map(LogLine::toJson)
			.toList();
	}

	@Override
	public boolean anyLine(String traceId, LineTest test) {
		for (LogLine line : snapshot(0, traceId).lines()) {
			LogLine.Entry entry = line.entry();
			if (test.test(entry.level().name(), entry.message(), entry.exception())) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Finds lines.
	 * @param after the number up to which lines are omitted
	 * @param traceId the id of their trace, or null for all
	 * @param filter what they must match
	 * @param limit the maximum number
	 * @return the lines, newest first, and the number of the newest line examined
	 */
	Lines find(long after, @Nullable String traceId, Predicate<LogLine> filter, int limit) {
		Lines snapshot = snapshot(after, traceId);
		List<LogLine> found = new ArrayList<>();
		for (int i = snapshot.lines.size() - 1; i >= 0 && found.size() < limit; i--) {
			LogLine line = snapshot.lines.get(i);
			if (filter.test(line)) {
				found.add(line);
			}
		}
		return new Lines(snapshot.seq, found);
	}

	long seq() {
		this.lock.lock();
		try {
			return this.seq;
		}
		finally {
			this.lock.unlock();
		}
	}

	private Lines snapshot(long after, @Nullable String traceId) {
		this.lock.lock();
		try {
			ArrayDeque<LogLine> from = (traceId != null) ? this.byTrace.get(traceId) : this.lines;
			if (from == null) {
				return new Lines(this.seq, List.of());
			}
			List<LogLine> newer = new ArrayList<>();
			Iterator<LogLine> descending = from.descendingIterator();
			while (descending.hasNext()) {
				LogLine line = descending.next();
				if (line.seq() <= after) {
					break;
				}
				newer.add(line);
			}
			Collections.reverse(newer);
			return new Lines(this.seq, newer);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * A snapshot of the lines.
	 *
	 * @param seq the number of the newest line
	 * @param lines the lines
	 */
	record Lines(long seq, List<LogLine> lines) {
	}

}
