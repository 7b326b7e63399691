package io.github.tracingstarter.ui.traces;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import io.github.tracingstarter.ui.MetaContributor;
import io.github.tracingstarter.ui.store.StoredTrace;
import io.github.tracingstarter.ui.store.TraceStore;

/**
 * The services in the stored traces, from which users choose on the page.
 */
final class Services implements MetaContributor {

	private final TraceStore store;

	private final Summaries summaries;

	private long seq = -1;

	private List<String> names = List.of();

	Services(TraceStore store, Summaries summaries) {
		this.store = store;
		this.summaries = summaries;
	}

	@Override
	public void contribute(Map<String, Object> meta) {
		meta.put("services", names());
	}

	/**
	 * Returns the names, which are cached because the page asks every few seconds, and
	 * mostly nothing has changed.
	 */
	private synchronized List<String> names() {
		long newest = this.store.stats().seq();
		if (newest != this.seq) {
			TreeSet<String> found = new TreeSet<>();
			for (StoredTrace trace : this.store.changedSince(0, Integer.MAX_VALUE)) {
				found.addAll(this.summaries.of(trace).services());
			}
			this.names = List.copyOf(found);
			this.seq = newest;
		}
		return this.names;
	}

}
