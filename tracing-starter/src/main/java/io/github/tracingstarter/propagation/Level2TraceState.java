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
 * A trace state with keys that W3C Trace Context level 2 allows and the library's own
 * class does not, such as {@code vendor@} or {@code a@b@c}.
 *
 * @param members keys and values in turn, in the order of the header
 */
record Level2TraceState(List<String> members) implements TraceState {

	Level2TraceState {
		members = List.copyOf(members);
	}

	@Override
	public @Nullable String get(String key) {
		return asMap().get(key);
	}

	@Override
	public int size() {
		return this.members.size() / 2;
	}

	@Override
	public boolean isEmpty() {
		return this.members.isEmpty();
	}

	@Override
	public void forEach(BiConsumer<String, String> consumer) {
		asMap().forEach(consumer);
	}

	@Override
	public Map<String, String> asMap() {
		Map<String, String> map = new LinkedHashMap<>();
		for (int i = 0; i < this.members.size(); i += 2) {
			map.put(this.members.get(i), this.members.get(i + 1));
		}
		return Collections.unmodifiableMap(map);
	}

	@Override
	public TraceStateBuilder toBuilder() {
		return new Builder(new ArrayList<>(this.members));
	}

	private record Builder(List<String> members) implements TraceStateBuilder {

		@Override
		public TraceStateBuilder put(String key, String value) {
			if (TraceStateHeader.isKey(key) && TraceStateHeader.isValue(value)) {
				remove(key);
				this.members.addAll(0, List.of(key, value));
			}
			return this;
		}

		@Override
		public TraceStateBuilder remove(String key) {
			for (int i = 0; i < this.members.size(); i += 2) {
				if (this.members.get(i).equals(key)) {
					this.members.subList(i, i + 2).clear();
					return this;
				}
			}
			return this;
		}

		@Override
		public TraceState build() {
			return new Level2TraceState(this.members);
		}

	}

}
