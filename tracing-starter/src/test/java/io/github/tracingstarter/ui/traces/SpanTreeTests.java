package io.github.tracingstarter.ui.traces;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.tracingstarter.ui.store.StoredSpan;
import io.github.tracingstarter.ui.store.StoredTrace;
import io.opentelemetry.api.trace.SpanKind;
import org.junit.jupiter.api.Test;

import static io.github.tracingstarter.ui.traces.TraceBuilder.millis;
import static io.github.tracingstarter.ui.traces.TraceBuilder.node;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The tree, the self time of each span, and the critical path.
 */
class SpanTreeTests {

	@Test
	void spansComeDepthFirstByStart() {
		SpanTree tree = new TraceBuilder().internal("c", "a", 5, 9)
			.internal("d", "b", 2, 3)
			.internal("b", "a", 1, 4)
			.server("a", null, 0, 10)
			.tree();
		assertThat(ids(tree)).containsExactly("a", "b", "d", "c");
		assertThat(tree.root().span().spanId()).isEqualTo("a");
		assertThat(tree.isComplete()).isTrue();
		assertThat(tree.orphans()).isEmpty();
	}

	@Test
	void aTraceIsIncompleteUntilARootArrives() {
		TraceBuilder trace = new TraceBuilder().internal("b", "a", 1, 4).internal("c", "a", 5, 9);
		assertThat(trace.tree().isComplete()).isFalse();
		assertThat(trace.tree().orphans()).hasSize(2);
		assertThat(ids(trace.tree())).containsExactly("b", "c");
		trace.server("a", "elsewhere", 0, 10);
		assertThat(trace.tree().isComplete()).isTrue();
		assertThat(trace.tree().root().span().spanId()).isEqualTo("a");
		assertThat(trace.tree().orphans()).isEmpty();
	}

	@Test
	void circlesAreCutAndNothingIsLost() {
		SpanTree tree = new TraceBuilder().internal("a", "b", 0, 10)
			.internal("b", "a", 1, 9)
			.internal("c", "b", 2, 8)
			.internal("self", "self", 3, 4)
			.tree();
		assertThat(ids(tree)).containsExactlyInAnyOrder("a", "b", "c", "self");
		assertThat(tree.roots()).extracting((root) -> root.span().spanId()).containsExactlyInAnyOrder("a", "self");
		assertThat(tree.roots()).allMatch(SpanNode::isInCircle);
		assertThat(CriticalPath.of(tree.root())).isNotNull();
	}

	@Test
	void aSpanThatCameTwiceIsThereOnce() {
		SpanTree tree = new TraceBuilder().server("a", null, 0, 10)
			.internal("b", "a", 1, 2)
			.internal("b", "a", 1, 2)
			.tree();
		assertThat(ids(tree)).containsExactly("a", "b");
	}

	@Test
	void clientAndServerMayShareAnId() {
		SpanTree tree = new TraceBuilder().span("a", null, "client", SpanKind.CLIENT, 0, 10)
			.span("a", null, "server", SpanKind.SERVER, 1, 9)
			.internal("b", "a", 2, 3)
			.tree();
		assertThat(tree.nodes()).hasSize(3);
	}

	@Test
	void deepTracesNeedNoDeepStack() {
		TraceBuilder trace = new TraceBuilder().internal("s0", null, 0, 20_000);
		for (int i = 1; i < 10_000; i++) {
			trace.internal("s" + i, "s" + (i - 1), i, 20_000 - i);
		}
		SpanTree tree = trace.tree();
		assertThat(tree.nodes()).hasSize(10_000);
		CriticalPath path = CriticalPath.of(tree.root());
		assertThat(tree.nodes().stream().mapToLong(path::nanos).sum()).isEqualTo(TimeUnit.SECONDS.toNanos(20));
	}

	@Test
	void overlappingChildrenCountOnceForTheTimeOfTheirParent() {
		SpanTree tree = new TraceBuilder().server("a", null, 0, 100)
			.internal("b", "a", 10, 40)
			.internal("c", "a", 20, 50)
			.internal("d", "a", 25, 30)
			.internal("late", "a", 90, 150)
			.internal("early", "a", -20, 5)
			.tree();
		assertThat(millis(node(tree, "a").selfNanos())).isEqualTo(100 - 5 - 40 - 10);
		assertThat(millis(node(tree, "late").selfNanos())).isEqualTo(60);
	}

	@Test
	void aClockThatWasSetBackMakesNoNegativeTime() {
		SpanTree tree = new TraceBuilder().server("a", null, 100, 50).internal("b", "a", 10, 20).tree();
		assertThat(node(tree, "a").selfNanos()).isZero();
		assertThat(CriticalPath.of(tree.root()).nanos(tree.root())).isZero();
	}

	@Test
	void theCriticalPathFollowsWhoFinishedLast() {
		SpanTree tree = new TraceBuilder().server("a", null, 0, 100)
			.internal("first", "a", 10, 30)
			.internal("short", "a", 40, 60)
			.internal("long", "a", 40, 90)
			.internal("within", "long", 50, 80)
			.tree();
		CriticalPath path = CriticalPath.of(tree.root());
		assertThat(millis(path.nanos(node(tree, "a")))).isEqualTo(10 + 10 + 10);
		assertThat(millis(path.nanos(node(tree, "first")))).isEqualTo(20);
		assertThat(millis(path.nanos(node(tree, "short")))).isZero();
		assertThat(millis(path.nanos(node(tree, "long")))).isEqualTo(20);
		assertThat(millis(path.nanos(node(tree, "within")))).isEqualTo(30);
	}

	@Test
	void theCriticalPathAddsUpToTheRootWhateverItsChildrenDo() {
		SpanTree tree = new TraceBuilder().server("a", null, 0, 100)
			.internal("outlives", "a", 50, 500)
			.internal("too early", "a", -50, 60)
			.internal("inner", "outlives", 0, 600)
			.tree();
		CriticalPath path = CriticalPath.of(tree.root());
		assertThat(millis(tree.nodes().stream().mapToLong(path::nanos).sum())).isEqualTo(100);
	}

	@Test
	void siblingsThatDoTheSameAreAGroup() {
		TraceBuilder trace = new TraceBuilder().server("a", null, 0, 100);
		for (int i = 0; i < 3; i++) {
			trace.select("s" + i, "a", "items", "order_id", 10 + i, 11 + i)
				.select("o" + i, "a", "orders", "id", 20 + i, 21 + i);
		}
		trace.select("x1", "a", "items", "id", 30, 31).select("x2", "a", "items", "id", 32, 33);
		SpanTree tree = trace.tree();
		RepeatGroups groups = RepeatGroups.of(tree);
		assertThat(groups.of(node(tree, "s0"))).isEqualTo(new RepeatGroups.Place(0, 3, 0));
		assertThat(groups.of(node(tree, "s2"))).isEqualTo(new RepeatGroups.Place(0, 3, 2));
		assertThat(groups.of(node(tree, "o1"))).isEqualTo(new RepeatGroups.Place(1, 3, 1));
		assertThat(groups.of(node(tree, "x1"))).isNull();
		assertThat(groups.of(node(tree, "a"))).isNull();
	}

	@Test
	void categoriesAreWhatPeopleCallThem() {
		TraceBuilder trace = new TraceBuilder().server("a", null, 0, 1)
			.call("b", "a", "host", 0, 1, 200)
			.select("c", "a", "items", "id", 0, 1)
			.span("d", "a", "GET", SpanKind.CLIENT, 0, 1, "db.system.name", "redis")
			.span("e", "a", "send", SpanKind.PRODUCER, 0, 1)
			.span("f", "a", "poll", SpanKind.CLIENT, 0, 1, "messaging.system", "kafka")
			.internal("g", "a", 0, 1, "code.function.name", "com.acme.Orders.load")
			.internal("h", "a", 0, 1);
		assertThat(trace.build().spans()).extracting((span) -> Category.of(span).toString())
			.containsExactly("server", "client", "db", "cache", "msg", "msg", "fn", "internal");
	}

	@Test
	void durationsHavePercentilesByNearestRank() {
		Durations durations = new Durations();
		assertThat(durations.percentile(50)).isZero();
		for (long value : new long[] { 50, 15, 20, 40, 35 }) {
			durations.add(value);
		}
		assertThat(durations.percentile(5)).isEqualTo(15);
		assertThat(durations.percentile(30)).isEqualTo(20);
		assertThat(durations.percentile(50)).isEqualTo(35);
		assertThat(durations.percentile(100)).isEqualTo(50);
		assertThat(durations.sum()).isEqualTo(160);
	}

	@Test
	void aSummaryIsMadeAnewOnlyWhenItsTraceChanged() {
		Summaries summaries = new Summaries(Duration.ofMillis(500));
		TraceBuilder builder = new TraceBuilder().server("a", null, 0, 500, "http.route", "/orders", "url.path",
				"/orders", "http.request.method", "GET", "http.response.status_code", 200L);
		StoredTrace trace = builder.build();
		Summary summary = summaries.of(trace);
		assertThat(summary.slow()).isTrue();
		assertThat(summary.status()).isEqualTo(200);
		assertThat(summary.error()).isNull();
		assertThat(summaries.of(builder.build())).isSameAs(summary);
		assertThat(summaries.of(builder.internal("b", "a", 1, 2).seq(2).build()).spanCount()).isEqualTo(2);
	}

	private static List<String> ids(SpanTree tree) {
		return tree.nodes().stream().map(SpanNode::span).map(StoredSpan::spanId).toList();
	}

}
