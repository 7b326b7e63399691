package io.github.tracingstarter.control;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import org.jspecify.annotations.Nullable;

/**
 * The last changes, and the states before them. Bounded in number and in characters.
 */
final class ChangeHistory {

	private static final int MOST = 50;

	private static final long MOST_CHARACTERS = 2_000_000;

	private final Deque<Entry> latestFirst = new ArrayDeque<>();

	private int last;

	private long characters;

	Change add(Instant at, String who, List<Change.Step> steps, @Nullable Instant until, Map<String, LiveState> before,
			boolean undoable) {
		Entry entry = new Entry(new Change(++this.last, at, who, List.copyOf(steps), until, undoable), before);
		entry.open = undoable;
		this.latestFirst.addFirst(entry);
		this.characters += entry.size();
		while (this.latestFirst.size() > MOST || (this.characters > MOST_CHARACTERS && this.latestFirst.size() > 1)) {
			this.characters -= this.latestFirst.removeLast().size();
		}
		return entry.change;
	}

	List<Change> latestFirst() {
		Set<String> since = new HashSet<>();
		return this.latestFirst.stream().map((entry) -> {
			boolean undoable = entry.open && entry.before.keySet().stream().noneMatch(since::contains);
			if (entry.open) {
				since.addAll(entry.before.keySet());
			}
			Change change = entry.change;
			return new Change(change.number(), change.at(), change.who(), change.steps(), change.until(), undoable);
		}).toList();
	}

	@Nullable String who(String key) {
		return this.latestFirst.stream()
			.filter((entry) -> entry.before.containsKey(key))
			.findFirst()
			.map((entry) -> entry.change.who())
			.orElse(null);
	}

	/**
	 * Returns the states before a change that can be undone.
	 * @param number the number of the change
	 * @return the states
	 */
	Map<String, LiveState> before(int number) {
		List<Integer> undoable = latestFirst().stream().filter(Change::undoable).map(Change::number).toList();
		Entry entry = find(number);
		if (entry == null || !undoable.contains(number)) {
			throw new InvalidTracingPropertyException("undo", number,
					(entry == null) ? "there is no such change" : "it is over, or its properties were changed again",
					undoable.isEmpty() ? "There is nothing to undo." : "These changes can be undone: %s."
						.formatted(String.join(", ", undoable.stream().map(String::valueOf).toList())));
		}
		return new LinkedHashMap<>(entry.before);
	}

	void close(int number) {
		open(number, false);
	}

	void reopen(int number) {
		open(number, true);
	}

	private void open(int number, boolean open) {
		Entry entry = find(number);
		if (entry != null) {
			entry.open = open;
		}
	}

	/**
	 * Records that the changes that set the current values of these properties have
	 * ended, so they can no longer be undone.
	 * @param keys the keys of the properties
	 */
	void ended(Set<String> keys) {
		this.latestFirst.stream()
			.filter((entry) -> entry.change.until() != null && entry.before.keySet().stream().anyMatch(keys::contains))
			.forEach((entry) -> entry.open = false);
	}

	private @Nullable Entry find(int number) {
		return this.latestFirst.stream().filter((entry) -> entry.change.number() == number).findFirst().orElse(null);
	}

	private static final class Entry {

		private final Change change;

		private final Map<String, LiveState> before;

		private boolean open;

		private Entry(Change change, Map<String, LiveState> before) {
			this.change = change;
			this.before = before;
		}

		private long size() {
			return this.change.steps()
				.stream()
				.mapToLong((step) -> step.before().length() + (long) step.after().length())
				.sum();
		}

	}

}
