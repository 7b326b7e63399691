package io.github.tracingstarter.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;

/**
 * Records every span of an application under test. Make it a bean: Boot adds each
 * {@link SpanProcessor} bean to the SDK.
 */
public final class RecordedSpans implements SpanProcessor {

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private final List<SpanData> ended = new CopyOnWriteArrayList<>();

	private final AtomicInteger open = new AtomicInteger();

	@Override
	public void onStart(Context parentContext, ReadWriteSpan span) {
		this.open.incrementAndGet();
	}

	@Override
	public boolean isStartRequired() {
		return true;
	}

	@Override
	public void onEnd(ReadableSpan span) {
		this.ended.add(span.toSpanData());
		this.open.decrementAndGet();
	}

	@Override
	public boolean isEndRequired() {
		return true;
	}

	/**
	 * Forgets all spans. Call it before the part that is asserted.
	 */
	public void clear() {
		this.ended.clear();
		this.open.set(0);
	}

	/**
	 * Waits until that many spans ended and none is open, and returns all in the order
	 * they started. Returns what there is when that takes too long.
	 * @param count the number of spans expected
	 * @return the ended spans
	 */
	public List<SpanData> await(int count) {
		long deadline = System.nanoTime() + PATIENCE.toNanos();
		while ((this.ended.size() < count || this.open.get() > 0) && System.nanoTime() < deadline) {
			try {
				Thread.sleep(5);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				break;
			}
		}
		return all();
	}

	/**
	 * The spans ended so far, in the order they started.
	 * @return the ended spans
	 */
	public List<SpanData> all() {
		List<SpanData> spans = new ArrayList<>(this.ended);
		spans.sort(Comparator.comparingLong(SpanData::getStartEpochNanos));
		return spans;
	}

	/**
	 * The one span of that name.
	 * @param name the span name
	 * @return the span
	 */
	public SpanData named(String name) {
		List<SpanData> found = this.ended.stream().filter((span) -> span.getName().equals(name)).toList();
		if (found.size() != 1) {
			throw new AssertionError("%d spans named '%s' in%n%s".formatted(found.size(), name, tree()));
		}
		return found.get(0);
	}

	/**
	 * The first span of that kind.
	 * @param kind the span kind
	 * @return the span
	 */
	public SpanData first(SpanKind kind) {
		return all().stream()
			.filter((span) -> span.getKind() == kind)
			.findFirst()
			.orElseThrow(() -> new AssertionError("No %s span in%n%s".formatted(kind, tree())));
	}

	/**
	 * The attributes of a span by key, sorted, with values of their real types.
	 * @param span the span
	 * @return the attributes
	 */
	public static Map<String, Object> attributes(SpanData span) {
		Map<String, Object> attributes = new TreeMap<>();
		span.getAttributes().forEach((key, value) -> attributes.put(key.getKey(), value));
		return attributes;
	}

	/**
	 * All ended spans as text, a line each, children below their parent and indented by
	 * two spaces: {@code SERVER GET /users/{id}}, with {@code !} behind what failed. A
	 * span whose parent is not among them is a root.
	 * @return the trees, ending with a line break
	 */
	public String tree() {
		List<SpanData> spans = all();
		StringBuilder tree = new StringBuilder();
		for (SpanData span : spans) {
			if (spans.stream().noneMatch((other) -> isParent(other, span))) {
				append(tree, span, spans, "");
			}
		}
		return tree.toString();
	}

	private static void append(StringBuilder tree, SpanData span, List<SpanData> spans, String indent) {
		tree.append(indent).append(span.getKind()).append(' ').append(span.getName());
		if (span.getStatus().getStatusCode() == StatusData.error().getStatusCode()) {
			tree.append(" !");
		}
		tree.append('\n');
		for (SpanData child : spans) {
			if (isParent(span, child)) {
				append(tree, child, spans, indent + "  ");
			}
		}
	}

	private static boolean isParent(SpanData parent, SpanData child) {
		return parent.getTraceId().equals(child.getTraceId()) && parent.getSpanId().equals(child.getParentSpanId());
	}

}
