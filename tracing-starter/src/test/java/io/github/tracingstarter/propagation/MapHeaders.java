package io.github.tracingstarter.propagation;

import java.util.Map;

import io.opentelemetry.context.propagation.TextMapGetter;
import org.jspecify.annotations.Nullable;

/**
 * Headers with one value each, in a map.
 */
final class MapHeaders implements TextMapGetter<Map<String, String>> {

	static final MapHeaders GETTER = new MapHeaders();

	private MapHeaders() {
	}

	@Override
	public Iterable<String> keys(Map<String, String> carrier) {
		return carrier.keySet();
	}

	@Override
	public @Nullable String get(@Nullable Map<String, String> carrier, String key) {
		return (carrier != null) ? carrier.get(key) : null;
	}

}
