package io.github.tracingstarter.ui.traces;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.github.tracingstarter.ui.store.StoredSpan;
import io.github.tracingstarter.ui.store.StoredTrace;
import org.jspecify.annotations.Nullable;

/**
 * Reasons why a request was slow, other than its statements: calls to other services,
 * work while the response was written, pauses of the virtual machine, the first request
 * after startup, and the application's own work. Each is derived from measured times; if
 * there are none, nothing is reported.
 */
final class SlowCauses {

	/** The event of the request at the time when its handler method returned. */
	private static final String HANDLED = "handler returned";

	/** The share of the request below which nothing is reported. */
	private static final double LEAST_SHARE = 0.1;

	/** The same for a gap without samples. */
	private static final double LEAST_GAP_SHARE = 0.2;

	private static final double LEAST_PAUSE_SHARE = 0.05;

	private static final long LEAST_PAUSE = TimeUnit.MILLISECONDS.toNanos(10);

	/** A first request is slow if it takes this many times longer than later ones. */
	private static final int TIMES_SLOWER = 2;

	private static final int MOST_OF_A_KIND = 5;

	private final List<Insight> causes = new ArrayList<>();

	private final StoredTrace trace;

	private final SpanTree tree;

	private final Summary summary;

	private final Surroundings surroundings;

	private final SpanNode root;

	/** When the handler method returned, or else when the request ended. */
	private final long handled;

	private final boolean openInView;

	private SlowCauses(StoredTrace trace, SpanTree tree, Summary summary, Surroundings surroundings) {
		this.trace = trace;
		this.tree = tree;
		this.summary = summary;
		this.surroundings = surroundings;
		this.root = tree.root();
		StoredSpan.Event event = handled(this.root.span());
		this.handled = (event != null) ? event.epochNanos() : Long.MAX_VALUE;
		this.openInView = event != null && Boolean.TRUE.equals(event.attributes().get(SpanKeys.OPEN_IN_VIEW));
	}

	/**
	 * Finds the causes.
	 * @param trace the trace of a slow request
	 * @param tree its tree
	 * @param summary its summary
	 * @param surroundings the surroundings of the trace
	 * @param repeated the spans of calls that are reported as repeated
	 * @return the causes
	 */
	static List<Insight> of(StoredTrace trace, SpanTree tree, Summary summary, Surroundings surroundings,
			Set<String> repeated) {
		SlowCauses causes = new SlowCauses(trace, tree, summary, surroundings);
		causes.calls(repeated);
		causes.statementsOfResponse();
		causes.response();
		if (causes.root.span().local() && !summary.imported()) {
			causes.pauses();
			causes.firstRequest();
		}
		causes.ownTime();
		return causes.causes;
	}

	private static StoredSpan.@Nullable Event handled(StoredSpan span) {
		return span.events().stream().filter((event) -> event.name().equals(HANDLED)).findFirst().orElse(null);
	}

	/**
	 * Reports the time in which at least one call to a service ran.
	 */
	private void calls(Set<String> repeated) {
		Map<String, List<SpanNode>> byService = new LinkedHashMap<>();
		this.tree.nodes()
			.stream()
			.filter((node) -> node.category() == Category.CLIENT && !repeated.contains(node.span().spanId()))
			.forEach((node) -> byService.computeIfAbsent(service(node), (key) -> new ArrayList<>()).add(node));
		byService.forEach((service, calls) -> {
			long nanos = covered(calls, this.root.start(), this.root.end());
			if (isLong(nanos)) {
				add("remote", "Waited %s for %s".formatted(PageTimes.text(nanos), service),
						"%s, in %s.".formatted(share(nanos), count(calls.size(), "call")), calls, null, nanos);
			}
		});
	}

	/**
	 * Returns the service that responded, if its span is present, or else the host.
	 */
	private static String service(SpanNode call) {
		return call.children()
			.stream()
			.filter((child) -> child.category() == Category.SERVER)
			.map((child) -> child.span().service())
			.findFirst()
			.orElseGet(() -> TraceInsights.host(call.span()));
	}

	/**
	 * Reports statements that began after the handler method returned, within the same
	 * request.
	 */
	private void statementsOfResponse() {
		List<SpanNode> late = this.tree.nodes()
			.stream()
			.filter((node) -> node.category() == Category.DB && node.start() >= this.handled && isSelect(node.span()))
			.toList();
		long nanos = covered(late, this.handled, this.root.end());
		if (late.isEmpty() || !isLong(nanos)) {
			return;
		}
		String selects = late.size() + " × SELECT while the response was written";
		if (this.openInView) {
			add("open-in-view", "Lazy loading: " + selects,
					share(nanos) + ". The handler method had returned; spring.jpa.open-in-view keeps its session open"
							+ " for the view. Load what the response shows before, such as by @EntityGraph.",
					late, null, nanos);
		}
		else {
			add("late-sql", selects, share(nanos) + ", after the handler method had returned.", late, null, nanos);
		}
	}

	private static boolean isSelect(StoredSpan span) {
		String operation = span.attributes().get(SpanKeys.DB_OPERATION);
		String known = (operation != null) ? operation
				: Objects.requireNonNullElse(span.attributes().get(SpanKeys.DB_SUMMARY), span.name());
		return known.regionMatches(true, 0, "SELECT", 0, 6);
	}

	/**
	 * Reports the time after the handler method returned in which no child of the request
	 * ran.
	 */
	private void response() {
		if (this.handled >= this.root.end()) {
			return;
		}
		long nanos = this.root.end() - this.handled - covered(this.root.children(), this.handled, this.root.end());
		if (isLong(nanos)) {
			add("response", "Wrote the response for " + PageTimes.text(nanos),
					share(nanos) + ", after the handler method had returned and without statements and calls:"
							+ " serialisation or the view, and a client that reads slowly.",
					List.of(this.root), null, nanos);
		}
	}

	private void pauses() {
		List<GcPauses.Pause> pauses = this.surroundings.pauses().within(this.root.start(), this.root.end());
		long nanos = pauses.stream().mapToLong(GcPauses.Pause::nanos).sum();
		if (nanos >= LEAST_PAUSE && nanos >= this.summary.durationNanos() * LEAST_PAUSE_SHARE) {
			String causes = pauses.stream().map(GcPauses.Pause::cause).distinct().collect(Collectors.joining(", "));
			add("gc", "Garbage collection for " + PageTimes.text(nanos),
					"%s, in %s of all threads (%s).".formatted(share(nanos), count(pauses.size(), "pause"), causes),
					List.of(this.root), null, nanos);
		}
	}

	private void firstRequest() {
		if (this.root.category() != Category.SERVER) {
			return;
		}
		Surroundings.First first = this.surroundings.first(this.summary);
		long nanos = this.summary.durationNanos();
		if (first == null || (first.later() > 0 && nanos < first.laterNanos() * TIMES_SLOWER)) {
			return;
		}
		String what = first.ofAll()
				? "It was the first of all requests, for which Spring MVC sets itself up and classes are loaded. "
				: "Its classes were loaded, its code was not compiled yet, and caches were empty. ";
		String compared = (first.later() > 0)
				? "Later ones took %s (median of %d).".formatted(PageTimes.text(first.laterNanos()), first.later())
				: "There is no later one to compare with.";
		this.causes.add(new Insight("first", "info", "The first request of its route since the start", what + compared,
				List.of(this.root.span().spanId()), null, (first.later() > 0) ? nanos - first.laterNanos() : 0));
	}

	/**
	 * Reports the gaps in spans that do not explain themselves, with the methods that
	 * were seen there.
	 */
	private void ownTime() {
		List<Gap> gaps = new ArrayList<>();
		gaps(this.root, gaps);
		Map<Gap, SampledGap> sampled = SampledGap.of(this.trace, this.tree, this.surroundings.application())
			.stream()
			.collect(Collectors.toMap(SampledGap::gap, (gap) -> gap));
		gaps.stream()
			.filter((gap) -> isLong(explained(gap)))
			.sorted(Comparator.comparingLong(Gap::nanos).reversed())
			.limit(MOST_OF_A_KIND)
			.forEach((gap) -> ownTime(gap, sampled.get(gap)));
	}

	private void ownTime(Gap gap, @Nullable SampledGap sampled) {
		long nanos = explained(gap);
		SampledGap.Site site = (sampled != null) ? sampled.longest() : null;
		CodeLocation place = (site != null) ? site.location() : null;
		String in = gap.node().span().name();
		if (sampled == null || site == null || place == null) {
			if (nanos < this.summary.durationNanos() * LEAST_GAP_SHARE) {
				return;
			}
			add("gap", "Nothing that is traced ran for " + PageTimes.text(nanos),
					"%s, in %s.%s".formatted(share(nanos), in,
							(sampled != null)
									? " No method of the application was seen there; the stacks show what ran." : ""),
					List.of(gap.node()), null, nanos);
			return;
		}
		add("code", "The application ran for %s: %s".formatted(PageTimes.text(nanos), method(place)),
				"%s, in %s. The method was seen in %d of %s there.".formatted(share(nanos), in, site.samples(),
						count(sampled.samples(), "sample")),
				List.of(gap.node()), place, nanos);
	}

	private static String method(CodeLocation place) {
		String[] parts = place.function().split("\\.");
		return (parts.length > 1) ? parts[parts.length - 2] + '.' + parts[parts.length - 1] : place.function();
	}

	/**
	 * Returns the part of a gap that no other cause explains.
	 */
	private long explained(Gap gap) {
		long end = (gap.node() == this.root) ? Math.min(gap.end(), this.handled) : gap.end();
		long paused = this.root.span().local() ? this.surroundings.pauses()
			.within(gap.start(), Math.max(gap.start(), end))
			.stream()
			.mapToLong(GcPauses.Pause::nanos)
			.sum() : 0;
		long waited = gap.node()
			.children()
			.stream()
			.filter((child) -> child.start() == gap.end())
			.map((child) -> child.span().attributes().get(SpanKeys.CONNECTION_WAIT))
			.filter(Objects::nonNull)
			.mapToLong((seconds) -> (long) (seconds * 1e9))
			.sum();
		return end - gap.start() - paused - waited;
	}

	/**
	 * Descends where one child ran at a time. Others ran on other threads.
	 */
	private static void gaps(SpanNode node, List<Gap> gaps) {
		long until = node.start();
		for (SpanNode child : node.children()) {
			if (child.start() > until) {
				gaps.add(new Gap(node, until, Math.min(child.start(), node.end())));
			}
			boolean alone = child.start() >= until && node.children()
				.stream()
				.noneMatch((other) -> other != child && other.start() < child.end() && other.end() > child.start());
			if (alone && child.span().local() && isOwn(child)) {
				gaps(child, gaps);
			}
			until = Math.max(until, child.end());
		}
		if (node.end() > until) {
			gaps.add(new Gap(node, until, node.end()));
		}
	}

	/**
	 * Returns whether a span is neither a call nor a statement, about which nothing more
	 * is known.
	 */
	private static boolean isOwn(SpanNode node) {
		return node.category() == Category.FN || node.category() == Category.INTERNAL;
	}

	/**
	 * Returns how much of a period is covered by spans, counting concurrent ones once.
	 */
	private static long covered(List<SpanNode> nodes, long start, long end) {
		long covered = 0;
		long until = start;
		for (SpanNode node : nodes.stream().sorted(Comparator.comparingLong(SpanNode::start)).toList()) {
			long from = Math.max(node.start(), until);
			long to = Math.min(node.end(), end);
			if (to > from) {
				covered += to - from;
				until = to;
			}
		}
		return covered;
	}

	private boolean isLong(long nanos) {
		return nanos > 0 && nanos >= this.summary.durationNanos() * LEAST_SHARE;
	}

	private String share(long nanos) {
		return "%s of %s (%d %%)".formatted(PageTimes.text(nanos), PageTimes.text(this.summary.durationNanos()),
				Math.round(100.0 * nanos / this.summary.durationNanos()));
	}

	private static String count(int count, String what) {
		return (count == 1) ? "1 " + what : count + " " + what + 's';
	}

	private void add(String type, String title, String text, List<SpanNode> nodes, @Nullable CodeLocation place,
			long nanos) {
		this.causes.add(new Insight(type, type.equals("open-in-view") ? "warn" : "info", title, text,
				nodes.stream().map((node) -> node.span().spanId()).toList(), place, nanos));
	}

}
