package io.github.tracingstarter.ui.traces;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

import io.github.tracingstarter.ui.store.StoredSpan;
import io.github.tracingstarter.ui.store.StoredTrace;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import org.jspecify.annotations.Nullable;

/**
 * A field of a query: the values of a trace with which a term is compared.
 */
@FunctionalInterface
interface TraceFields {

	TraceFields STATUS = (it, test) -> test(it.summary().status(), test);

	TraceFields DURATION = (it, test) -> test.test(it.summary().durationNanos());

	TraceFields SELF = (it,
			test) -> SpanTree.of(it.trace()).nodes().stream().anyMatch((node) -> test.test(node.selfNanos()));

	TraceFields SQL = (it, test) -> anySpan(it, SpanKeys.DB_TEXT, test);

	TraceFields ERROR = (it, test) -> test(it.summary().error(), test)
			|| it.summary().failures().stream().anyMatch((failure) -> test.test(failure.type()));

	TraceFields SLOW = (it, test) -> it.summary().slow() && test.test("true");

	TraceFields FAILED = (it, test) -> it.summary().failed() && test.test("true");

	TraceFields HANDLED = (it, test) -> it.summary().handled() > 0 && test.test("true");

	TraceFields REPEATED = (it, test) -> it.summary().nPlusOne() > 0 && test.test("true");

	/**
	 * Returns whether one of the values of a trace passes a test.
	 * @param candidate the trace
	 * @param test a test of a text or a number
	 * @return whether one does
	 */
	boolean any(TraceQuery.Candidate candidate, Predicate<Object> test);

	default Predicate<TraceQuery.Candidate> any(Predicate<Object> test) {
		return (candidate) -> any(candidate, test);
	}

	/**
	 * Returns the field with a name.
	 * @param name the name
	 * @return the field; an attribute if there is no other field with that name
	 */
	static TraceFields of(String name) {
		TraceFields text = text(name);
		return switch (name.toLowerCase(Locale.ROOT)) {
			case "status" -> STATUS;
			case "error" -> ERROR;
			case "slow" -> SLOW;
			case "failed" -> FAILED;
			case "handled" -> HANDLED;
			case "n+1" -> REPEATED;
			default -> (text != null) ? text : attribute(name);
		};
	}

	/**
	 * Returns a field whose values are only texts.
	 * @param name the name
	 * @return the field, or null if it is an attribute
	 */
	static @Nullable TraceFields text(String name) {
		return switch (name.toLowerCase(Locale.ROOT)) {
			case "method" -> (it, test) -> test(it.summary().method(), test);
			case "kind" -> (it, test) -> test.test(it.summary().kind());
			case "path" -> (it, test) -> test(it.summary().path(), test);
			case "route" -> (it, test) -> test(it.summary().route(), test);
			case "name" -> (it, test) -> test.test(it.summary().name());
			case "trace" -> (it, test) -> test.test(it.summary().traceId());
			case "service" -> (it, test) -> it.summary().services().stream().anyMatch(test);
			case "category" ->
				(it, test) -> it.trace().spans().stream().anyMatch((span) -> test.test(Category.of(span).toString()));
			case "level" -> (it, test) -> it.logs() != null
					&& it.logs().anyLine(it.trace().traceId(), (level, message, exception) -> test.test(level));
			case "log" -> (it, test) -> it.logs() != null
					&& it.logs().anyLine(it.trace().traceId(), (level, message, exception) -> test.test(message));
			default -> null;
		};
	}

	/**
	 * Returns the field for an attribute of any span, of one of its events, or of its
	 * resource.
	 * @param key the key
	 * @return the field
	 */
	static TraceFields attribute(String key) {
		return (it, test) -> anyAttribute(it.trace(), key, test);
	}

	/**
	 * Returns whether a trace has an attribute.
	 * @param trace the trace
	 * @param key the key
	 * @return whether one of its spans has it
	 */
	static boolean has(StoredTrace trace, String key) {
		return anyAttribute(trace, key, (value) -> true);
	}

	/**
	 * Finds the span with an attribute.
	 * @param trace the trace
	 * @param key the key
	 * @param test a test of the value
	 * @return the first match, or null
	 */
	static @Nullable Match find(StoredTrace trace, String key, Predicate<Object> test) {
		for (StoredSpan span : trace.spans()) {
			List<String> found = new ArrayList<>(1);
			if (anyAttribute(span, key, (value) -> test.test(value) && found.add(TextSearch.text(value)))) {
				return Match.of(span.spanId(), key, found.get(0), 0, 0);
			}
		}
		return null;
	}

	private static boolean anyAttribute(StoredTrace trace, String key, Predicate<Object> test) {
		return trace.spans().stream().anyMatch((span) -> anyAttribute(span, key, test));
	}

	private static boolean anyAttribute(StoredSpan span, String key, Predicate<Object> test) {
		return attribute(span.attributes(), key, test) || attribute(span.resource(), key, test)
				|| span.events().stream().anyMatch((event) -> attribute(event.attributes(), key, test));
	}

	private static boolean attribute(Attributes attributes, String key, Predicate<Object> test) {
		return TextSearch.any(attributes, (name, value) -> name.equals(key) && test.test(value));
	}

	private static boolean anySpan(TraceQuery.Candidate it, AttributeKey<String> key, Predicate<Object> test) {
		return it.trace().spans().stream().anyMatch((span) -> test(span.attributes().get(key), test));
	}

	private static boolean test(@Nullable Object value, Predicate<Object> test) {
		return value != null && test.test(value);
	}

}
