package io.github.tracingstarter.instrument.cache;

import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.redaction.AttributeRedaction;
import io.github.tracingstarter.report.FailureLog;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.trace.ReadableSpan;
import org.apache.commons.logging.LogFactory;

/**
 * Adds hits and misses to a span: their number and, while there are few, an event for
 * each. A span keeps 128 events, including exceptions.
 */
final class CacheEvents {

	private static final int MAX_EVENTS = 32;

	private static final AttributeKey<String> NAME = AttributeKey.stringKey("cache.name");

	private static final AttributeKey<String> KEY = AttributeKey.stringKey("cache.key");

	private static final AttributeKey<Long> HITS = AttributeKey.longKey("cache.hits");

	private static final AttributeKey<Long> MISSES = AttributeKey.longKey("cache.misses");

	private static final FailureLog failures = new FailureLog(LogFactory.getLog(CacheEvents.class),
			"A hit or miss of a cache could not be added to a span. The cache is not affected.");

	private final AttributeRedaction text;

	private final boolean keys;

	private final Spans spans;

	CacheEvents(AttributeRedaction text, boolean keys, Spans spans) {
		this.text = text;
		this.keys = keys;
		this.spans = spans;
	}

	void add(Span span, String cache, Object key, boolean hit) {
		failures.guard(() -> {
			long hits = count(span, HITS);
			long misses = count(span, MISSES);
			span.setAttribute(hit ? HITS : MISSES, (hit ? hits : misses) + 1);
			if (hits + misses < MAX_EVENTS) {
				span.addEvent(hit ? "cache.hit" : "cache.miss",
						attributes(cache, key, this.keys || this.spans.isDebugging(span)));
			}
		});
	}

	private static long count(Span span, AttributeKey<Long> key) {
		Long count = (span instanceof ReadableSpan readable) ? readable.getAttribute(key) : null;
		return (count != null) ? count : 0;
	}

	private Attributes attributes(String cache, Object key, boolean withKey) {
		AttributesBuilder attributes = Attributes.builder().put(NAME, cache);
		if (withKey) {
			attributes.put(KEY, this.text.redact(KEY.getKey(), String.valueOf(key)));
		}
		return attributes.build();
	}

}
