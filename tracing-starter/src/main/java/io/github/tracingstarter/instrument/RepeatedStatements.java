package io.github.tracingstarter.instrument;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.semconv.HttpAttributes;
import org.jspecify.annotations.Nullable;

import org.springframework.util.function.SingletonSupplier;

/**
 * Statements that a trace runs again and again. They are recorded on the span of the
 * request and counted when it ends. A request without any costs nothing.
 */
public final class RepeatedStatements {

	/** The name of the counter, and of the attribute with the number of runs. */
	public static final String NAME = "tracing.statements.repeated";

	/** The description of the counter. */
	public static final String DESCRIPTION = "Runs of statements that a request ran again and again.";

	static final AttributeKey<Long> COUNT = AttributeKey.longKey(NAME);

	static final AttributeKey<String> MOST = AttributeKey.stringKey("tracing.statements.most_repeated");

	/** The value under which everything without a value of its own is counted. */
	static final String OTHER = "_OTHER";

	/**
	 * The maximum number of traces at a time. A trace without a request to this
	 * application stays until it is the oldest.
	 */
	private static final int MAX_TRACES = 1_000;

	private static final int MAX_STATEMENTS = 16;

	private static final int MAX_SERIES = 500;

	private final Map<String, Map<String, Runs>> traces = new LinkedHashMap<>() {

		private static final long serialVersionUID = 1L;

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Map<String, Runs>> eldest) {
			return size() > MAX_TRACES;
		}

	};

	private final Supplier<Counter> counter;

	private final Map<Series, Series> series = new ConcurrentHashMap<>();

	/** Whether there are any traces. Read without the lock whenever a request ends. */
	private volatile boolean any;

	/**
	 * Creates an instance.
	 * @param counter counts the runs; resolved when it is first needed
	 */
	RepeatedStatements(Supplier<Counter> counter) {
		this.counter = SingletonSupplier.of(counter);
	}

	/**
	 * Starts to count the runs of a statement that has just become a repeated one.
	 * @param traceId the id of the trace
	 * @param statement the summary of the statement
	 * @param before the number of its runs so far
	 * @return the counter of further runs
	 */
	public Runs begin(String traceId, String statement, int before) {
		synchronized (this.traces) {
			Map<String, Runs> statements = this.traces.computeIfAbsent(traceId, (id) -> new LinkedHashMap<>());
			String name = (statements.size() < MAX_STATEMENTS || statements.containsKey(statement)) ? statement : OTHER;
			Runs runs = statements.computeIfAbsent(name, (key) -> new Runs());
			runs.addAndGet(before);
			this.any = true;
			return runs;
		}
	}

	boolean any() {
		return this.any;
	}

	/**
	 * Describes and counts the statements that a request repeated, before its span ends.
	 * @param span the span of the request
	 */
	void ending(Span span) {
		Map<String, Runs> statements = remove(span.getSpanContext().getTraceId());
		if (statements == null) {
			return;
		}
		String route = (span instanceof ReadableSpan readable) ? readable.getAttribute(HttpAttributes.HTTP_ROUTE)
				: null;
		Counter counter = this.counter.get();
		long sum = 0;
		long most = 0;
		String mostRepeated = OTHER;
		for (Map.Entry<String, Runs> entry : statements.entrySet()) {
			long runs = entry.getValue().get();
			sum += runs;
			if (runs > most) {
				most = runs;
				mostRepeated = entry.getKey();
			}
			Series bounded = bounded(new Series((route != null) ? route : OTHER, entry.getKey()));
			counter.add(bounded.route(), bounded.statement(), runs);
		}
		span.setAttribute(COUNT, sum);
		span.setAttribute(MOST, mostRepeated);
	}

	private @Nullable Map<String, Runs> remove(String traceId) {
		synchronized (this.traces) {
			Map<String, Runs> removed = this.traces.remove(traceId);
			this.any = !this.traces.isEmpty();
			return removed;
		}
	}

	private Series bounded(Series wanted) {
		return (this.series.size() < MAX_SERIES) ? this.series.computeIfAbsent(wanted, (key) -> key)
				: this.series.getOrDefault(wanted, new Series(OTHER, OTHER));
	}

	/**
	 * Counts the runs of a repeated statement in a trace.
	 */
	public static final class Runs extends AtomicInteger {

		private static final long serialVersionUID = 1L;

		Runs() {
		}

	}

	/**
	 * Counts the runs over all requests. A bean if there are meters other than
	 * OpenTelemetry's.
	 */
	public interface Counter {

		/**
		 * Adds runs.
		 * @param route the route of the request
		 * @param statement the summary of the statement
		 * @param runs the number of runs
		 */
		void add(String route, String statement, long runs);

	}

	private record Series(String route, String statement) {

	}

}
