package io.github.tracingstarter.ui.exchange;

import java.util.List;

import io.github.tracingstarter.ui.store.StoredSpan;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;

/**
 * A trace with everything that a span can have.
 */
final class Samples {

	static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

	static final String OTHER_TRACE = "1af7651916cd43dd8448eb211c80319c";

	static final String ROOT = "b7ad6b7169203331";

	static final String CHILD = "00f067aa0ba902b7";

	/** No double can represent it. */
	static final long START = 1_700_000_000_123_456_789L;

	static final String HOSTILE = "</script><img src=x onerror=alert(1)> \u2028\u2029 \"quoted\" äöü 😀 \u0001";

	private Samples() {
	}

	static StoredSpan root() {
		Attributes attributes = Attributes.builder()
			.put("http.request.method", "GET")
			.put("http.response.status_code", 500L)
			.put("large", Long.MAX_VALUE)
			.put("sampled", true)
			.put("ratio", 0.25)
			.put("whole", 2.0)
			.put("nan", Double.NaN)
			.put("infinite", Double.NEGATIVE_INFINITY)
			.put("hostile", HOSTILE)
			.put("empty", "")
			.put(AttributeKey.stringArrayKey("texts"), List.of("a", "b"))
			.put(AttributeKey.longArrayKey("longs"), List.of(1L, Long.MIN_VALUE))
			.put(AttributeKey.doubleArrayKey("doubles"), List.of(1.0, 2.5))
			.put(AttributeKey.booleanArrayKey("booleans"), List.of(true, false))
			.build();
		StoredSpan.Event event = new StoredSpan.Event("exception", START + 5, Attributes
			.of(AttributeKey.stringKey("exception.type"), "java.io.IOException", AttributeKey.longKey("attempt"), 2L));
		StoredSpan.Link link = new StoredSpan.Link(OTHER_TRACE, CHILD,
				Attributes.of(AttributeKey.stringKey("why"), "batch"));
		return new StoredSpan(TRACE, ROOT, null, "GET /orders/{id}", SpanKind.SERVER, START, START + 412_345_678,
				StatusCode.ERROR, "out of paper", attributes, List.of(event), List.of(link), "shop",
				"io.github.tracingstarter", false);
	}

	static StoredSpan child() {
		return new StoredSpan(TRACE, CHILD, ROOT, "SELECT orders", SpanKind.CLIENT, START + 1_000, START + 2_000_999,
				StatusCode.UNSET, "", Attributes.empty(), List.of(), List.of(), "shop", "jdbc", false);
	}

	static StoredSpan remote() {
		return new StoredSpan(TRACE, "00f067aa0ba902b8", CHILD, HOSTILE, SpanKind.CONSUMER, START + 2_000,
				START + 3_000, StatusCode.OK, "", Attributes.empty(), List.of(), List.of(), "warehouse", "jdbc", false);
	}

	static List<StoredSpan> trace() {
		return List.of(root(), child(), remote());
	}

}
