package io.github.tracingstarter.jdbc;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * Remembers what statements say. It has two generations: when the young one is full, it
 * becomes the old one and the old one goes, so that statements in use stay and a flood of
 * unique ones costs bounded memory and no lock.
 *
 * @param <V> what is remembered
 */
final class SqlCache<V> {

	/**
	 * Characters of a generation. With the two of them, text and summary, the cache of a
	 * database holds 8 MB at the very most.
	 */
	static final int MAX_CHARACTERS = 1_000_000;

	static final int MAX_ENTRIES = 1_000;

	private final AtomicLong characters = new AtomicLong();

	private volatile Map<String, V> young = new ConcurrentHashMap<>();

	private volatile Map<String, V> old = Map.of();

	@Nullable V get(String sql) {
		V value = this.young.get(sql);
		if (value != null) {
			return value;
		}
		value = this.old.get(sql);
		if (value != null) {
			put(sql, value);
		}
		return value;
	}

	void put(String sql, V value) {
		if (sql.length() > MAX_CHARACTERS / 10) {
			return;
		}
		Map<String, V> target = this.young;
		if (target.putIfAbsent(sql, value) == null
				&& (this.characters.addAndGet(sql.length()) > MAX_CHARACTERS || target.size() > MAX_ENTRIES)) {
			this.old = target;
			this.young = new ConcurrentHashMap<>();
			this.characters.set(0);
		}
	}

	int size() {
		return this.young.size() + this.old.size();
	}

}
