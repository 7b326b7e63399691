package io.github.tracingstarter.metrics;

import java.util.Objects;

import io.opentelemetry.api.common.Attributes;
import org.jspecify.annotations.Nullable;

/**
 * Caches attributes by the values from which they are created, so that recording a value
 * allocates nothing. It is bounded: attributes that are not among the recent ones are
 * created again. Threads may overwrite each other's entries, because every entry is
 * correct.
 */
final class AttributeCache {

	private static final int PLACES = 2048;

	/** How many slots are checked. */
	private static final int NEAR = 4;

	private final @Nullable Entry[] entries = new Entry[PLACES];

	private final Maker maker;

	AttributeCache(Maker maker) {
		this.maker = maker;
	}

	Attributes get(Object one, @Nullable Object two, @Nullable Object three, @Nullable Object four,
			@Nullable Object five, long number) {
		int hash = Objects.hashCode(one);
		hash = 31 * hash + Objects.hashCode(two);
		hash = 31 * hash + Objects.hashCode(three);
		hash = 31 * hash + Objects.hashCode(four);
		hash = 31 * hash + Objects.hashCode(five);
		hash = 31 * hash + Long.hashCode(number);
		hash ^= hash >>> 15;
		int free = hash & (PLACES - 1);
		for (int i = 0; i < NEAR; i++) {
			int place = (hash + i) & (PLACES - 1);
			Entry entry = this.entries[place];
			if (entry == null) {
				free = place;
				break;
			}
			if (entry.hash == hash && entry.number == number && entry.one.equals(one) && Objects.equals(entry.two, two)
					&& Objects.equals(entry.three, three) && Objects.equals(entry.four, four)
					&& Objects.equals(entry.five, five)) {
				return entry.attributes;
			}
		}
		Attributes made = this.maker.make(one, two, three, four, five, number);
		this.entries[free] = new Entry(hash, one, two, three, four, five, number, made);
		return made;
	}

	/**
	 * Creates attributes.
	 */
	@FunctionalInterface
	interface Maker {

		Attributes make(Object one, @Nullable Object two, @Nullable Object three, @Nullable Object four,
				@Nullable Object five, long number);

	}

	private record Entry(int hash, Object one, @Nullable Object two, @Nullable Object three, @Nullable Object four,
			@Nullable Object five, long number, Attributes attributes) {

	}

}
