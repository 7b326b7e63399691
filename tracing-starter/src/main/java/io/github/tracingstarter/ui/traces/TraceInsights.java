package io.github.tracingstarter.ui.traces;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.github.tracingstarter.ui.store.StoredSpan;
import io.github.tracingstarter.ui.store.StoredTrace;
import io.opentelemetry.api.common.Attributes;
import org.jspecify.annotations.Nullable;

/**
 * Finds the remarkable facts about one trace.
 */
final class TraceInsights {

	private static final int MOST_OF_A_KIND = 10;

	/** The page shows many failures on one line, with their number. */
	private static final int MOST_FAILURES = 100;

	private static final int FEWEST_CALLS = 3;

	private static final long LONG_WAIT = TimeUnit.MILLISECONDS.toNanos(10);

	/** Facts without a known time come after those with one. */
	private static final Comparator<Insight> LONGEST_FIRST = Comparator
		.comparing((Insight insight) -> insight.type().equals("gap"))
		.thenComparing(Comparator.comparingLong(Insight::nanos).reversed());

	private final List<Insight> insights = new ArrayList<>();

	private final StoredTrace trace;

	private final SpanTree tree;

	private final Summary summary;

	private final long slowNanos;

	private TraceInsights(StoredTrace trace, SpanTree tree, Summary summary, long slowNanos) {
		this.trace = trace;
		this.tree = tree;
		this.summary = summary;
		this.slowNanos = slowNanos;
	}

	/**
	 * Finds the facts: failures, then the causes of long times, longest first, and
	 * missing spans.
	 */
	static List<Insight> of(StoredTrace trace, SpanTree tree, Summary summary, long slowNanos,
			Surroundings surroundings) {
		TraceInsights insights = new TraceInsights(trace, tree, summary, slowNanos);
		insights.failures();
		insights.refusal();
		int failures = insights.insights.size();
		insights.repeatedSelects();
		insights.repeatedCalls();
		insights.slowStatements();
		insights.connectionWaits();
		if (summary.slow() && summary.complete()) {
			insights.insights.addAll(SlowCauses.of(trace, tree, summary, surroundings, insights.repeatedSpans()));
		}
		insights.insights.subList(failures, insights.insights.size()).sort(LONGEST_FIRST);
		insights.missingSpans();
		return insights.insights;
	}

	private Set<String> repeatedSpans() {
		return this.insights.stream()
			.filter((insight) -> insight.type().equals("repeat"))
			.flatMap((insight) -> insight.spanIds().stream())
			.collect(Collectors.toSet());
	}

	private void failures() {
		Map<List<String>, List<Failure>> same = new LinkedHashMap<>();
		for (Failure failure : Failure.findIn(this.tree)) {
			same.computeIfAbsent(List.of(title(failure), failure.node().span().name()), (key) -> new ArrayList<>())
				.add(failure);
		}
		same.values().stream().limit(MOST_FAILURES).forEach(this::failure);
	}

	private void failure(List<Failure> failures) {
		Failure first = failures.get(0);
		String times = (failures.size() > 1) ? failures.size() + " × " : "";
		List<String> ids = failures.stream().map((failure) -> failure.node().span().spanId()).toList();
		Long status = first.node().span().attributes().get(SpanKeys.STATUS);
		boolean refused = first.node().category() == Category.CLIENT && status != null && status < 500;
		add("error", refused ? "warn" : "error", times + title(first), explanation(first), ids,
				CodeLocation.of(first.node().span()));
	}

	/**
	 * Explains why the application rejected a request. This is not a failure of the
	 * application, but the sender wants to know the reason.
	 */
	private void refusal() {
		StoredSpan root = this.tree.root().span();
		Long status = root.attributes().get(SpanKeys.STATUS);
		if (status == null || status < 400 || status >= 500 || this.tree.root().category() != Category.SERVER) {
			return;
		}
		root.events()
			.stream()
			.map((event) -> event.attributes().get(SpanKeys.EXCEPTION_TYPE))
			.filter(Objects::nonNull)
			.findFirst()
			.or(() -> Optional.ofNullable(root.attributes().get(SpanKeys.ERROR_TYPE)))
			.ifPresent((type) -> add("refused", "info",
					"%d because of %s".formatted(status, type.substring(type.lastIndexOf('.') + 1)),
					"The application refused the request.", List.of(root.spanId()), null));
	}

	private static String title(Failure failure) {
		StoredSpan span = failure.node().span();
		Long status = span.attributes().get(SpanKeys.STATUS);
		if (failure.node().category() == Category.CLIENT && status != null) {
			String host = span.attributes().get(SpanKeys.ADDRESS);
			return "%d from %s".formatted(status, (host != null) ? host : span.name());
		}
		String type = failure.type().substring(failure.type().lastIndexOf('.') + 1);
		return (failure.message() != null) ? type + ": " + failure.message() : type;
	}

	private String explanation(Failure failure) {
		SpanNode root = this.tree.root();
		if (failure.node() == root) {
			return "in " + root.span().name();
		}
		String in = "in %s".formatted(failure.node().span().name());
		Long status = this.summary.status();
		if (!this.summary.complete() || status == null) {
			return in;
		}
		return in + (Failure.isFailed(root) ? ", the response was %d" : ", response was still %d").formatted(status);
	}

	private void repeatedSelects() {
		for (RepeatedSelect repeated : this.summary.repeatedSelects()) {
			String site = (repeated.callSite() != null) ? " Called from %s.".formatted(repeated.callSite().shown())
					: "";
			add("n+1", "warn", "N+1: %d × the same %s".formatted(repeated.count(), repeated.summary()),
					"%s.%s %s".formatted(share(repeated.nanos()), site, repeated.fix()), repeated.spanIds(),
					repeated.callSite(), repeated.nanos());
		}
	}

	private void repeatedCalls() {
		this.tree.nodes().forEach((node) -> repeatedCalls(node.children()));
	}

	private void repeatedCalls(List<SpanNode> siblings) {
		Map<List<String>, List<SpanNode>> runs = new LinkedHashMap<>();
		for (SpanNode node : siblings) {
			if (node.category() == Category.CLIENT && node.span().attributes().get(SpanKeys.METHOD) != null) {
				List<SpanNode> run = runs.computeIfAbsent(List.of(node.span().name(), host(node.span())),
						(key) -> new ArrayList<>());
				if (run.isEmpty() || run.get(run.size() - 1).end() <= node.start()) {
					run.add(node);
				}
			}
		}
		runs.forEach((key, run) -> {
			if (run.size() >= FEWEST_CALLS) {
				long nanos = run.stream().mapToLong((node) -> node.span().durationNanos()).sum();
				add("repeat", "warn",
						"%d × %s to %s, one after the other".formatted(run.size(), key.get(0), key.get(1)),
						share(nanos) + ". Request all of them at once, or make the calls in parallel.", ids(run),
						CodeLocation.of(run.get(0).span()), nanos);
			}
		});
	}

	static String host(StoredSpan span) {
		Attributes attributes = span.attributes();
		String address = attributes.get(SpanKeys.ADDRESS);
		Long port = attributes.get(SpanKeys.PORT);
		if (address == null) {
			return "an unknown host";
		}
		return (port != null) ? address + ':' + port : address;
	}

	private void slowStatements() {
		this.tree.nodes()
			.stream()
			.filter((node) -> node.category() == Category.DB && isSlow(node.span()))
			.sorted((one, other) -> Long.compare(other.span().durationNanos(), one.span().durationNanos()))
			.limit(MOST_OF_A_KIND)
			.forEach((node) -> {
				Long rows = node.span().attributes().get(SpanKeys.DB_ROWS);
				CodeLocation site = CodeLocation.of(node.span());
				String text = share(node.span().durationNanos()) + '.'
						+ ((rows != null) ? " It returned %d rows.".formatted(rows) : "")
						+ ((site != null) ? " Called from %s.".formatted(site.shown()) : "");
				add("slow-sql", "warn", "Slow SQL: " + node.span().name(), text, ids(List.of(node)), site,
						node.span().durationNanos());
			});
	}

	private boolean isSlow(StoredSpan span) {
		return span.durationNanos() >= this.slowNanos
				|| span.events().stream().anyMatch((event) -> event.name().equals("slow statement"));
	}

	private void connectionWaits() {
		List<SpanNode> waiting = new ArrayList<>();
		long nanos = 0;
		for (SpanNode node : this.tree.nodes()) {
			Double seconds = node.span().attributes().get(SpanKeys.CONNECTION_WAIT);
			if (seconds != null && seconds * 1e9 >= LONG_WAIT) {
				waiting.add(node);
				nanos += (long) (seconds * 1e9);
			}
		}
		if (!waiting.isEmpty()) {
			add("connection", "warn", "Waited %s for a connection".formatted(PageTimes.text(nanos)), share(nanos)
					+ ". All connections of the pool were in use. They were held for a long time, or the pool is too small: see spring.datasource.hikari.maximum-pool-size.",
					ids(waiting), null, nanos);
		}
	}

	private void missingSpans() {
		if (!this.summary.complete()) {
			add("incomplete", "info", "The root has not arrived",
					"The request is still running, or its span was dropped or never sent here.", List.of(), null);
		}
		else if (!this.tree.orphans().isEmpty()) {
			add("incomplete", "info", spans(this.tree.orphans().size()) + " without a parent",
					"Their parents are still running, or were dropped or never sent here.", ids(this.tree.orphans()),
					null);
		}
		if (this.trace.omitted() > 0) {
			add("incomplete", "info", spans(this.trace.omitted()) + " left out",
					"The trace has reached the maximum size of a single trace, see tracing.ui.store.max-size.",
					List.of(), null);
		}
	}

	private String share(long nanos) {
		return "%s of %s".formatted(PageTimes.text(nanos), PageTimes.text(this.summary.durationNanos()));
	}

	private static String spans(int count) {
		return (count == 1) ? "1 span" : count + " spans";
	}

	private static List<String> ids(List<SpanNode> nodes) {
		return nodes.stream().map((node) -> node.span().spanId()).toList();
	}

	private void add(String type, String level, String title, String text, List<String> spanIds,
			@Nullable CodeLocation callSite) {
		add(type, level, title, text, spanIds, callSite, 0);
	}

	private void add(String type, String level, String title, String text, List<String> spanIds,
			@Nullable CodeLocation callSite, long nanos) {
		this.insights.add(new Insight(type, level, title, text, spanIds, callSite, nanos));
	}

}
