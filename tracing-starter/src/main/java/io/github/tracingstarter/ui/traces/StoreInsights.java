package io.github.tracingstarter.ui.traces;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;

import io.github.tracingstarter.ui.store.StoredSpan;
import io.github.tracingstarter.ui.store.StoredTrace;
import org.jspecify.annotations.Nullable;

/**
 * Finds the remarkable facts about all traces in the store: slow routes, statements that
 * take most of the time, N+1 patterns and errors.
 */
final class StoreInsights {

	private static final int MOST = 50;

	private static final int MOST_TRACES = 10;

	private static final int NOT_FOUND = 404;

	private final Map<String, Route> routes = new LinkedHashMap<>();

	private final Map<String, Statement> statements = new LinkedHashMap<>();

	private final Map<List<String>, Repetition> repetitions = new LinkedHashMap<>();

	private final Map<String, ErrorType> errors = new LinkedHashMap<>();

	private final Function<String, Baselines.@Nullable Baseline> before;

	private final @Nullable String service;

	StoreInsights() {
		this((route) -> null, null);
	}

	/**
	 * Creates empty insights.
	 * @param before returns the baseline of a route before the application was restarted
	 * @param service the service whose statements, N+1 patterns and errors to find, or
	 * null for all
	 */
	StoreInsights(Function<String, Baselines.@Nullable Baseline> before, @Nullable String service) {
		this.before = before;
		this.service = service;
	}

	private boolean isMeant(String of) {
		return this.service == null || this.service.equals(of);
	}

	/**
	 * Adds a trace. The last changed trace must be added first.
	 * @param trace the trace
	 * @param summary its summary
	 */
	void add(StoredTrace trace, Summary summary) {
		if (summary.complete()) {
			this.routes.computeIfAbsent(nameOf(summary), (name) -> new Route(name, this.before.apply(name)))
				.add(summary);
		}
		for (StoredSpan span : trace.spans()) {
			String sql = span.attributes().get(SpanKeys.DB_TEXT);
			if (sql != null && Category.of(span) == Category.DB && isMeant(span.service())) {
				this.statements.computeIfAbsent(sql, Statement::new).add(span);
			}
		}
		for (RepeatedSelect repeated : summary.repeatedSelects()) {
			if (isMeant(repeated.service())) {
				this.repetitions
					.computeIfAbsent(List.of(summary.name(), repeated.sql()), (key) -> new Repetition(key.get(0)))
					.add(repeated, summary.traceId());
			}
		}
		for (Summary.ErrorMark failure : summary.failures()) {
			if (isMeant(failure.service())) {
				this.errors.computeIfAbsent(failure.type(), ErrorType::new).add(failure, summary);
			}
		}
	}

	/**
	 * Returns the name of a row. Requests without a matching route are one row, whatever
	 * their paths, because anyone can make up another path.
	 */
	private static String nameOf(Summary summary) {
		boolean unmatched = summary.method() != null && summary.route() == null && summary.kind().equals("server")
				&& summary.status() != null && summary.status() == NOT_FOUND;
		return unmatched ? summary.method() + " (no route)" : summary.name();
	}

	Map<String, Object> toJson() {
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("slowRoutes", json(this.routes.values(), (it) -> it.durations.percentile(95)));
		json.put("slowSql", json(this.statements.values(), (it) -> it.durations.sum()));
		json.put("nPlusOne", json(this.repetitions.values(), (it) -> it.nanos));
		json.put("errors", json(this.errors.values(), (it) -> it.last));
		return json;
	}

	private static <T extends Finding> List<Map<String, Object>> json(Collection<T> findings, ToLongFunction<T> rank) {
		return findings.stream()
			.sorted((one, other) -> Long.compare(rank.applyAsLong(other), rank.applyAsLong(one)))
			.limit(MOST)
			.map(Finding::toJson)
			.toList();
	}

	private interface Finding {

		Map<String, Object> toJson();

	}

	private static final class Route implements Finding {

		private final String name;

		private final Durations durations = new Durations();

		private int failed;

		private int handled;

		private final Durations statements = new Durations();

		private long slowest = -1;

		private String slowestTrace = "";

		private final Baselines.@Nullable Baseline before;

		private Route(String name, Baselines.@Nullable Baseline before) {
			this.name = name;
			this.before = before;
		}

		private void add(Summary summary) {
			this.durations.add(summary.durationNanos());
			this.failed += summary.failed() ? 1 : 0;
			this.handled += (summary.handled() > 0) ? 1 : 0;
			this.statements.add(summary.sqlCount());
			if (summary.durationNanos() > this.slowest) {
				this.slowest = summary.durationNanos();
				this.slowestTrace = summary.traceId();
			}
		}

		@Override
		public Map<String, Object> toJson() {
			Map<String, Object> json = new LinkedHashMap<>();
			json.put("route", this.name);
			json.put("count", this.durations.count());
			json.put("p50Us", PageTimes.of(this.durations.percentile(50)));
			json.put("p95Us", PageTimes.of(this.durations.percentile(95)));
			json.put("maxUs", PageTimes.of(this.durations.percentile(100)));
			json.put("failed", this.failed);
			json.put("handled", this.handled);
			json.put("sqlPerRequest", Math.round(10d * this.statements.sum() / this.durations.count()) / 10d);
			json.put("sqlP50", this.statements.percentile(50));
			json.put("traceId", this.slowestTrace);
			PageTimes.putIfPresent(json, "before", (this.before != null) ? this.before.toJson() : null);
			return json;
		}

	}

	private static final class Statement implements Finding {

		private final String sql;

		private final Durations durations = new Durations();

		private @Nullable StoredSpan slowest;

		private @Nullable CodeLocation callSite;

		private Statement(String sql) {
			this.sql = sql;
		}

		private void add(StoredSpan span) {
			this.durations.add(span.durationNanos());
			if (this.slowest == null || span.durationNanos() > this.slowest.durationNanos()) {
				this.slowest = span;
			}
			if (this.callSite == null) {
				this.callSite = CodeLocation.of(span);
			}
		}

		@Override
		public Map<String, Object> toJson() {
			Map<String, Object> json = new LinkedHashMap<>();
			json.put("sql", this.sql);
			if (this.slowest != null) {
				String summary = this.slowest.attributes().get(SpanKeys.DB_SUMMARY);
				json.put("summary", (summary != null) ? summary : this.slowest.name());
			}
			json.put("count", this.durations.count());
			json.put("totalUs", PageTimes.of(this.durations.sum()));
			json.put("maxUs", PageTimes.of(this.durations.percentile(100)));
			PageTimes.putIfPresent(json, "callSite", (this.callSite != null) ? this.callSite.toJson() : null);
			PageTimes.putIfPresent(json, "traceId", (this.slowest != null) ? this.slowest.traceId() : null);
			return json;
		}

	}

	private static final class Repetition implements Finding {

		private final String route;

		private final List<String> traceIds = new ArrayList<>();

		private @Nullable RepeatedSelect latest;

		private @Nullable CodeLocation callSite;

		private int traces;

		private long count;

		private long nanos;

		private Repetition(String route) {
			this.route = route;
		}

		private void add(RepeatedSelect repeated, String traceId) {
			this.latest = (this.latest != null) ? this.latest : repeated;
			this.callSite = (this.callSite != null) ? this.callSite : repeated.callSite();
			this.count += repeated.count();
			this.nanos += repeated.nanos();
			this.traces++;
			if (this.traceIds.size() < MOST_TRACES) {
				this.traceIds.add(traceId);
			}
		}

		@Override
		public Map<String, Object> toJson() {
			Map<String, Object> json = new LinkedHashMap<>();
			json.put("route", this.route);
			if (this.latest != null) {
				json.put("summary", this.latest.summary());
				json.put("sql", this.latest.sql());
				json.put("fix", this.latest.fix());
			}
			json.put("perTrace", Math.round((double) this.count / this.traces));
			json.put("traces", this.traces);
			json.put("totalUs", PageTimes.of(this.nanos));
			PageTimes.putIfPresent(json, "callSite", (this.callSite != null) ? this.callSite.toJson() : null);
			json.put("traceIds", this.traceIds);
			return json;
		}

	}

	private static final class ErrorType implements Finding {

		private final String type;

		private final Set<String> routes = new LinkedHashSet<>();

		private final Set<String> traceIds = new LinkedHashSet<>();

		private @Nullable String message;

		private int count;

		private int handled;

		private long last = Long.MIN_VALUE;

		private ErrorType(String type) {
			this.type = type;
		}

		private void add(Summary.ErrorMark failure, Summary summary) {
			this.count++;
			this.handled += failure.handled() ? 1 : 0;
			if (failure.endNanos() > this.last) {
				this.last = failure.endNanos();
				this.message = failure.message();
			}
			if (this.traceIds.size() < MOST_TRACES) {
				this.traceIds.add(summary.traceId());
			}
			if (this.routes.size() < MOST_TRACES) {
				this.routes.add(summary.name());
			}
		}

		@Override
		public Map<String, Object> toJson() {
			Map<String, Object> json = new LinkedHashMap<>();
			json.put("type", this.type);
			PageTimes.putIfPresent(json, "message", this.message);
			json.put("count", this.count);
			json.put("failed", this.count - this.handled);
			json.put("handled", this.handled);
			json.put("lastUs", PageTimes.instant(this.last));
			json.put("routes", this.routes);
			json.put("traceIds", this.traceIds);
			return json;
		}

	}

}
