package io.github.tracingstarter.testing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import io.opentelemetry.api.trace.SpanContext;
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

	private static final Set<RecordedSpans> USED = ConcurrentHashMap.newKeySet();

	/** What the running test leaves open on purpose. */
	private static volatile Set<String> mayStayOpen = Set.of();

	private final List<SpanData> ended = new CopyOnWriteArrayList<>();

	private final Map<SpanContext, ReadableSpan> open = new ConcurrentHashMap<>();

	@Override
	public void onStart(Context parentContext, ReadWriteSpan span) {
		this.open.put(span.getSpanContext(), span);
		USED.add(this);
	}

	@Override
	public boolean isStartRequired() {
		return true;
	}

	@Override
	public void onEnd(ReadableSpan span) {
		this.ended.add(span.toSpanData());
		this.open.remove(span.getSpanContext());
	}

	@Override
	public boolean isEndRequired() {
		return true;
	}

	/**
	 * Waits until no span is open, and discards all spans. Call it before the part that
	 * is asserted.
	 */
	public void clear() {
		awaitEnd();
		this.ended.clear();
	}

	/**
	 * Waits until no span is open. A server may send the last byte of a response before
	 * it ends the request, so call it before one that may be stopped too early.
	 */
	public void awaitEnd() {
		if (!Waiting.until(() -> open().isEmpty())) {
			throw new AssertionError("Still open: " + names(open()));
		}
	}

	/**
	 * Waits until that many spans have ended and none is open, and returns all in the
	 * order in which they started. Fails when that takes too long.
	 * @param count the number of spans expected
	 * @return the ended spans
	 */
	public List<SpanData> await(int count) {
		if (!Waiting.until(() -> this.ended.size() >= count && open().isEmpty())) {
			throw new AssertionError("Expected %d ended spans and no open one, but there are %d:%n%sand open: %s"
				.formatted(count, this.ended.size(), tree(), names(open())));
		}
		return all();
	}

	private List<ReadableSpan> open() {
		return this.open.values().stream().filter((span) -> !mayStayOpen.contains(span.getName())).toList();
	}

	private static List<String> names(List<ReadableSpan> spans) {
		return spans.stream().map(ReadableSpan::getName).sorted().toList();
	}

	static void mayStayOpen(Set<String> names) {
		mayStayOpen = names;
	}

	/**
	 * Returns the spans of all applications that were not ended. They do not include a
	 * span that was ended but did not arrive here because another processor failed.
	 */
	static List<String> allLeaks() {
		return USED.stream()
			.flatMap((spans) -> names(spans.open().stream().filter((span) -> !span.hasEnded()).toList()).stream())
			.toList();
	}

	static void forgetOpen() {
		for (RecordedSpans spans : USED) {
			USED.remove(spans);
			spans.open.clear();
		}
	}

	/**
	 * Returns the spans that have ended so far, in the order in which they started.
	 * @return the ended spans
	 */
	public List<SpanData> all() {
		List<SpanData> spans = new ArrayList<>(this.ended);
		spans.sort(Comparator.comparingLong(SpanData::getStartEpochNanos));
		return spans;
	}

	/**
	 * Returns the only span with that name.
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
	 * Returns the first span of that kind.
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
	 * Returns the attributes of a span by key, sorted, with values of their real types.
	 * @param span the span
	 * @return the attributes
	 */
	public static Map<String, Object> attributes(SpanData span) {
		Map<String, Object> attributes = new TreeMap<>();
		span.getAttributes().forEach((key, value) -> attributes.put(key.getKey(), value));
		return attributes;
	}

	/**
	 * Returns all ended spans as text, one line for each, children below their parent and
	 * indented by two spaces: {@code SERVER GET /users/{id}}, with {@code !} after those
	 * that failed. A span whose parent is not among them is a root.
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
