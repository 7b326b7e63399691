package io.github.tracingstarter.ui.store;

import org.jspecify.annotations.Nullable;

/**
 * Traces in the order of their last change, in a list from which entries can be removed
 * without a search. Guarded by the lock of the store.
 */
final class EntryList {

	private @Nullable TraceEntry oldest;

	private @Nullable TraceEntry newest;

	private long bytes;

	void append(TraceEntry entry) {
		TraceEntry before = this.newest;
		entry.older = before;
		entry.newer = null;
		if (before != null) {
			before.newer = entry;
		}
		else {
			this.oldest = entry;
		}
		this.newest = entry;
		this.bytes += entry.bytes();
	}

	void remove(TraceEntry entry) {
		TraceEntry before = entry.older;
		TraceEntry after = entry.newer;
		if (before != null) {
			before.newer = after;
		}
		else {
			this.oldest = after;
		}
		if (after != null) {
			after.older = before;
		}
		else {
			this.newest = before;
		}
		entry.older = null;
		entry.newer = null;
		this.bytes -= entry.bytes();
	}

	void clear() {
		this.oldest = null;
		this.newest = null;
		this.bytes = 0;
	}

	@Nullable TraceEntry oldest() {
		return this.oldest;
	}

	@Nullable TraceEntry newest() {
		return this.newest;
	}

	long bytes() {
		return this.bytes;
	}

}
