package io.github.tracingstarter.ui.traces;

import java.util.Locale;
import java.util.Set;

import io.github.tracingstarter.ui.store.StoredSpan;
import io.opentelemetry.api.trace.SpanKind;

/**
 * The category of a span, in everyday terms.
 */
enum Category {

	SERVER, CLIENT, DB, MSG, CACHE, FN, INTERNAL;

	private static final Set<String> CACHES = Set.of("redis", "valkey", "memcached", "hazelcast", "infinispan",
			"caffeine", "ehcache", "geode", "coherence");

	static Category of(StoredSpan span) {
		if (span.attributes().get(SpanKeys.MESSAGING_SYSTEM) != null || span.kind() == SpanKind.PRODUCER
				|| span.kind() == SpanKind.CONSUMER) {
			return MSG;
		}
		String system = span.attributes().get(SpanKeys.DB_SYSTEM);
		if (system != null) {
			return CACHES.contains(system.toLowerCase(Locale.ROOT)) ? CACHE : DB;
		}
		if (span.kind() == SpanKind.SERVER) {
			return SERVER;
		}
		if (span.kind() == SpanKind.CLIENT) {
			return CLIENT;
		}
		return (span.attributes().get(SpanKeys.FUNCTION) != null) ? FN : INTERNAL;
	}

	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}

}
