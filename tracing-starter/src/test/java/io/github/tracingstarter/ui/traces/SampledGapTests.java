package io.github.tracingstarter.ui.traces;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.tracingstarter.ui.TraceLogs;
import io.github.tracingstarter.ui.store.StackSamples;
import io.github.tracingstarter.ui.store.StoredTrace;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.StaticListableBeanFactory;

import static org.assertj.core.api.Assertions.assertThat;

class SampledGapTests {

	private static final StackTraceElement FILTER = frame("org.springframework.web.filter.OncePerRequestFilter",
			"doFilter", "OncePerRequestFilter.java", 116);

	private static final StackTraceElement PRICE = frame("com.acme.OrderService", "price", "OrderService.java", 63);

	private static final StackTraceElement SLEEP = frame("java.lang.Thread", "sleep", "Thread.java", -2);

	private static final StackTraceElement MAP = frame("java.util.HashMap", "get", "HashMap.java", 500);

	@Test
	void samplesBelongToTheGapOfTheInnermostSpan() {
		StoredTrace trace = trace(
				new TraceBuilder().server("root", null, 0, 1000)
					.internal("inner", "root", 200, 800)
					.select("sql", "inner", "orders", "id", 300, 400),
				sample(100, PRICE, FILTER), sample(250, SLEEP, PRICE, FILTER), sample(500, MAP, PRICE, FILTER),
				sample(600, SLEEP, PRICE, FILTER), sample(900, FILTER));
		List<SampledGap> gaps = gaps(trace);
		assertThat(gaps)
			.extracting((gap) -> "%s %d-%d: %d × %d".formatted(gap.gap().node().span().spanId(),
					TraceBuilder.millis(gap.gap().start() - TraceBuilder.START),
					TraceBuilder.millis(gap.gap().end() - TraceBuilder.START), gap.samples(),
					TraceBuilder.millis(gap.nanos())))
			.containsExactly("inner 400-800: 2 × 300", "root 0-200: 1 × 100", "root 800-1000: 1 × 100",
					"inner 200-300: 1 × 50");
		assertThat(gaps.get(0).longest()).satisfies((site) -> assertThat(site.location())
			.isEqualTo(new CodeLocation("com.acme.OrderService.price", "OrderService.java", 63L)));
		assertThat(gaps.get(2).longest()).isNull();
	}

	@Test
	void whereSeveralChildrenRunTheThreadWaitsForThem() {
		StoredTrace trace = trace(new TraceBuilder().server("root", null, 0, 1000)
			.internal("one", "root", 100, 900)
			.internal("other", "root", 100, 900), sample(500, SLEEP, PRICE));
		assertThat(gaps(trace)).singleElement()
			.satisfies((gap) -> assertThat(gap.gap().node().span().spanId()).isEqualTo("root"));
	}

	@Test
	void aServiceThatIsCalledHasAnotherThread() {
		StoredTrace trace = trace(new TraceBuilder().server("root", null, 0, 1000)
			.call("call", "root", "pricing", 100, 900, 200)
			.server("served", "call", 200, 800), sample(500, SLEEP, PRICE));
		assertThat(gaps(trace)).singleElement()
			.satisfies((gap) -> assertThat(gap.gap().node().span().spanId()).isEqualTo("call"));
	}

	@Test
	void samplesOfAnUnknownSpanAreLeftOut() {
		assertThat(gaps(trace(new TraceBuilder().server("other", null, 0, 1000), sample(500, PRICE)))).isEmpty();
	}

	@Test
	void theJsonHasTheFramesOfTheApplicationFirst() {
		StoredTrace trace = trace(new TraceBuilder().server("root", null, 0, 1000), sample(900, SLEEP, PRICE, FILTER),
				sample(920, MAP, PRICE, FILTER), sample(940, SLEEP, PRICE, FILTER), sample(960, FILTER));
		Map<String, Object> json = json().of(trace);
		assertThat(json.get("stacks")).asString()
			.isEqualTo("{intervalUs=20000, samples=4, offsetUs=900000, gaps=[{spanId=root, offsetUs=0,"
					+ " durationUs=1000000, samples=4, sampledUs=100000, sites=[{frame={text=com.acme.OrderService"
					+ ".price(OrderService.java:63), app=true, file=OrderService.java, line=63,"
					+ " className=com.acme.OrderService}, samples=3, sampledUs=60000, stacks=[{samples=2,"
					+ " sampledUs=40000, frames=[{text=java.lang.Thread.sleep(Native Method), app=false,"
					+ " className=java.lang.Thread}, " + text(PRICE, true) + ", " + text(FILTER, false)
					+ "]}, {samples=1, sampledUs=20000, frames=[" + text(MAP, false) + ", " + text(PRICE, true) + ", "
					+ text(FILTER, false) + "]}]}, {samples=1, sampledUs=40000, stacks=[{samples=1, sampledUs=40000,"
					+ " frames=[" + text(FILTER, false) + "]}]}]}]}");
		assertThat(json().markdown(trace)).contains("""
				## What the thread did where no span tells

				Samples, time, place.

				```
				+0.0 ms for 1000 ms
				  3 × 60 ms com.acme.OrderService.price(OrderService.java:63)
				  1 × 40 ms no frame of the application, %s
				```
				""".formatted(
				"org.springframework.web.filter.OncePerRequestFilter.doFilter(OncePerRequestFilter" + ".java:116)"));
	}

	@Test
	void aTraceWithoutSamplesSaysNothing() {
		StoredTrace trace = new TraceBuilder().server("root", null, 0, 1000).build();
		assertThat(json().of(trace)).doesNotContainKey("stacks");
		assertThat(json().markdown(trace)).doesNotContain("What the thread did");
	}

	private static TraceJson json() {
		return new TraceJson(new StaticListableBeanFactory().getBeanProvider(TraceLogs.class), TraceBuilder
			.surroundings(new Summaries(Duration.ofMillis(500)), new ApplicationClasses(List.of("com.acme"))));
	}

	private static String text(StackTraceElement frame, boolean app) {
		return "{text=%s.%s(%s:%d), app=%s, file=%s, line=%d, className=%s}".formatted(frame.getClassName(),
				frame.getMethodName(), frame.getFileName(), frame.getLineNumber(), app, frame.getFileName(),
				frame.getLineNumber(), frame.getClassName());
	}

	private static List<SampledGap> gaps(StoredTrace trace) {
		return SampledGap.of(trace, SpanTree.of(trace), new ApplicationClasses(List.of("com.acme")));
	}

	/**
	 * Creates a trace whose thread left the request after 1000 ms.
	 */
	private static StoredTrace trace(TraceBuilder trace, StackSamples.Sample... samples) {
		StoredTrace built = trace.build();
		return new StoredTrace(built.traceId(), built.seq(), built.spans(), 0,
				List.of(new StackSamples(built.traceId(), "root", 20_000_000, at(1000), List.of(samples), 1000)));
	}

	private static StackSamples.Sample sample(long millis, StackTraceElement... frames) {
		return new StackSamples.Sample(at(millis), new ArrayList<>(List.of(frames)));
	}

	private static long at(long millis) {
		return TraceBuilder.START + millis * 1_000_000;
	}

	private static StackTraceElement frame(String className, String method, String file, int line) {
		return new StackTraceElement(className, method, file, line);
	}

}
