package io.github.tracingstarter.sampling.rules;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The most recently added ids of traces or spans.
 */
final class RecentIds {

	private static final int MOST = 10_000;

	private final Map<String, Boolean> ids = new LinkedHashMap<>() {

		private static final long serialVersionUID = 1L;

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
			return size() > MOST;
		}

	};

	synchronized boolean add(String id) {
		return this.ids.putIfAbsent(id, Boolean.TRUE) == null;
	}

	synchronized boolean contains(String id) {
		return this.ids.containsKey(id);
	}

}
