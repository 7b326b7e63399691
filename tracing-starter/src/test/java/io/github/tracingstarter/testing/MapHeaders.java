package io.github.tracingstarter.testing;

import java.util.Map;

import io.opentelemetry.context.propagation.TextMapGetter;
import org.jspecify.annotations.Nullable;

/**
 * Headers with one value each, in a map.
 */
public final class MapHeaders implements TextMapGetter<Map<String, String>> {

	/** Reads from the map. */
	public static final MapHeaders GETTER = new MapHeaders();

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
