package io.github.tracingstarter.propagation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.TraceStateBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A trace state with keys that W3C Trace Context level 2 allows but the library's own
 * class drops, such as {@code vendor@} or {@code a@b@c}.
 *
 * @param asMap the members in the order of the header
 */
record Level2TraceState(Map<String, String> asMap) implements TraceState {

	@Override
	public @Nullable String get(String key) {
		return this.asMap.get(key);
	}

	@Override
	public int size() {
		return this.asMap.size();
	}

	@Override
	public boolean isEmpty() {
		return this.asMap.isEmpty();
	}

	@Override
	public void forEach(BiConsumer<String, String> consumer) {
		this.asMap.forEach(consumer);
	}

	@Override
	public TraceStateBuilder toBuilder() {
		return new Builder(reversed(this.asMap));
	}

	private static Map<String, String> reversed(Map<String, String> members) {
		List<String> keys = new ArrayList<>(members.keySet());
		Collections.reverse(keys);
		Map<String, String> reversed = new LinkedHashMap<>();
		keys.forEach((key) -> reversed.put(key, members.get(key)));
		return reversed;
	}

	/**
	 * A builder. The most recent member is the first, so the members are added from the
	 * last one.
	 */
	record Builder(Map<String, String> members) implements TraceStateBuilder {

		@Override
		public TraceStateBuilder put(String key, String value) {
			if (TraceStateHeader.isKey(key) && TraceStateHeader.isValue(value)) {
				this.members.remove(key);
				this.members.put(key, value);
			}
			return this;
		}

		@Override
		public TraceStateBuilder remove(String key) {
			this.members.remove(key);
			return this;
		}

		@Override
		public TraceState build() {
			return new Level2TraceState(Collections.unmodifiableMap(reversed(this.members)));
		}

	}

}
