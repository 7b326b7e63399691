package io.github.tracingstarter.sql;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * Caches values by text, such as a statement or a JDBC URL. It has two generations: when
 * the young one is full, it replaces the old one, so that entries in use stay and a flood
 * of unique texts costs bounded memory and no lock.
 *
 * @param <V> the type of the values
 */
public final class RecentCache<V> {

	/**
	 * The characters of a generation. With two generations, text and summary, the
	 * statements of one database, which is one URL, take at most 8 MB.
	 */
	static final int MAX_CHARACTERS = 1_000_000;

	static final int MAX_ENTRIES = 1_000;

	private final AtomicLong characters = new AtomicLong();

	private volatile Map<String, V> young = new ConcurrentHashMap<>();

	private volatile Map<String, V> old = Map.of();

	/**
	 * Looks a value up.
	 * @param text the text
	 * @return the value, or null
	 */
	public @Nullable V get(String text) {
		V value = this.young.get(text);
		if (value != null) {
			return value;
		}
		value = this.old.get(text);
		if (value != null) {
			put(text, value);
		}
		return value;
	}

	/**
	 * Stores a value.
	 * @param text the text
	 * @param value the value
	 */
	public void put(String text, V value) {
		if (text.length() > MAX_CHARACTERS / 10) {
			return;
		}
		Map<String, V> target = this.young;
		if (target.putIfAbsent(text, value) == null
				&& (this.characters.addAndGet(text.length()) > MAX_CHARACTERS || target.size() > MAX_ENTRIES)) {
			this.old = target;
			this.young = new ConcurrentHashMap<>();
			this.characters.set(0);
		}
	}

	int size() {
		return this.young.size() + this.old.size();
	}

}
