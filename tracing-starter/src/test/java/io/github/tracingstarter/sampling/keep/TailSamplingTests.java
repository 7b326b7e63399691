package io.github.tracingstarter.sampling.keep;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import io.github.tracingstarter.configuration.LiveProperty;
import io.github.tracingstarter.sampling.KeepRule;
import io.github.tracingstarter.sampling.TailSampling;
import io.github.tracingstarter.testing.Waiting;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.semconv.HttpAttributes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of what is kept, held and dropped of traces that were not chosen, with the
 * application's own spans.
 */
class TailSamplingTests {

	private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";

	private static ConfigurableApplicationContext application;

	private static InMemorySpanExporter exporter;

	private static TailSpanProcessor tail;

	private static Tracer tracer;

	@BeforeAll
	static void start() {
		application = new SpringApplicationBuilder(TestApplication.class).web(WebApplicationType.NONE)
			.properties("spring.main.banner-mode=off", "tracing.exporters=none", "tracing.sampling.probability=0",
					"tracing.batch.schedule-delay=10ms")
			.run();
		exporter = application.getBean(InMemorySpanExporter.class);
		tail = application.getBean(TailSpanProcessor.class);
		tracer = application.getBean(OpenTelemetry.class).getTracer("test");
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@BeforeEach
	void keepErrors() {
		set("errors", "true");
	}

	@AfterEach
	void reset() {
		set("errors", "false");
		set("handled-errors", "false");
		set("slower-than", "");
		set("routes", "");
		set("max-memory", "16MB");
		set("max-duration", "60s");
		tail.buffer().sweep(System.nanoTime() + Duration.ofDays(1).toNanos(), 0);
		assertThat(tail.buffer().size()).as("traces").isZero();
		assertThat(tail.buffer().bytes()).as("bytes").isZero();
		// A test that does not wait for spans may leave some unfinished.
		application.getBean(SdkTracerProvider.class).forceFlush().join(5, TimeUnit.SECONDS);
		exporter.reset();
	}

	@Test
	void aFailedTraceIsKeptWhole() {
		Span root = tracer.spanBuilder("root").startSpan();
		Span child = child("child", root);
		child("grandchild", child).end();
		child.end();
		assertThat(exporter.getFinishedSpanItems()).isEmpty();
		root.setStatus(StatusCode.ERROR).end();
		List<SpanData> spans = await(3);
		assertThat(spans).extracting(SpanData::getName).containsExactly("grandchild", "child", "root");
		assertThat(spans).allSatisfy((span) -> {
			assertThat(span.getSpanContext().isSampled()).isFalse();
			assertThat(span.getSpanContext().getTraceState().isEmpty()).isTrue();
			assertThat(span.getTraceId()).isEqualTo(root.getSpanContext().getTraceId());
		});
		assertThat(spans.get(1).getParentSpanId()).isEqualTo(root.getSpanContext().getSpanId());
		assertThat(spans.get(1).getAttributes().get(KeptSpan.REASON)).isNull();
		assertThat(spans.get(2).getAttributes().get(KeptSpan.REASON)).isEqualTo("error");
		assertThat(spans.get(2).getAttributes().get(KeptSpan.LEFT_OUT)).isNull();
	}

	@Test
	void aTraceThatSucceedsIsForgotten() {
		Span root = tracer.spanBuilder("root").startSpan();
		child("child", root).setStatus(StatusCode.ERROR).end();
		assertThat(root.isRecording()).isTrue();
		assertThat(tail.buffer().bytes()).isPositive();
		root.end();
		assertThat(tail.buffer().size()).isZero();
		assertThat(tail.buffer().bytes()).isZero();
		assertNothingIsExported();
	}

	@Test
	void offNothingIsRecorded() {
		set("errors", "false");
		Span root = tracer.spanBuilder("root").startSpan();
		assertThat(root.isRecording()).isFalse();
		assertThat(tail.buffer().size()).isZero();
		root.setStatus(StatusCode.ERROR).end();
		assertNothingIsExported();
	}

	@Test
	void switchedOffWhileATraceIsOpenItIsForgotten() {
		Span root = tracer.spanBuilder("root").startSpan();
		set("errors", "false");
		Span child = child("child", root);
		assertThat(child.isRecording()).isTrue();
		child.end();
		root.setStatus(StatusCode.ERROR).end();
		assertNothingIsExported();
	}

	@Test
	void aCallersTraceIsKeptHereUnderItsId() {
		Span root = remote("server").startSpan();
		assertThat(root.isRecording()).isTrue();
		root.setStatus(StatusCode.ERROR).end();
		assertThat(await(1)).extracting(SpanData::getTraceId).containsExactly(TRACE_ID);
	}

	@Test
	void whatIsNotToBeTracedRemainsSo() {
		Span root = tracer.spanBuilder("root").startSpan();
		Span dropped = Span.wrap(SpanContext.create(root.getSpanContext().getTraceId(), "00f067aa0ba902b7",
				TraceFlags.getDefault(), TraceState.getDefault()));
		Span child = child("child", dropped);
		assertThat(child.isRecording()).isFalse();
		child.end();
		root.setStatus(StatusCode.ERROR).end();
		assertThat(await(1)).extracting(SpanData::getName).containsExactly("root");
	}

	@Test
	void whatFollowsAKeptTraceFollows() {
		Span root = tracer.spanBuilder("root").startSpan();
		Span early = child("early", root);
		root.setStatus(StatusCode.ERROR).end();
		Span late = child("late", root);
		assertThat(late.isRecording()).isTrue();
		late.end();
		early.end();
		assertThat(await(3)).extracting(SpanData::getName).containsExactly("root", "late", "early");
		tail.buffer().sweep(System.nanoTime() + Duration.ofSeconds(59).toNanos(), Duration.ofSeconds(60).toNanos());
		assertThat(child("later", root).isRecording()).isTrue();
		tail.buffer().sweep(System.nanoTime() + Duration.ofSeconds(61).toNanos(), Duration.ofSeconds(60).toNanos());
		assertThat(child("too late", root).isRecording()).isFalse();
	}

	@Test
	void whatFollowsAForgottenTraceVanishes() {
		Span root = tracer.spanBuilder("root").startSpan();
		Span early = child("early", root);
		root.end();
		Span late = child("late", root);
		assertThat(late.isRecording()).isFalse();
		early.setStatus(StatusCode.ERROR).end();
		assertThat(tail.buffer().size()).isZero();
		assertNothingIsExported();
	}

	@Test
	void ofSeveralFirstSpansOneThatFailsKeepsAll() {
		Span first = remote("first").startSpan();
		Span second = remote("second").startSpan();
		Span third = remote("third").startSpan();
		child("of the first", first).end();
		first.end();
		second.setStatus(StatusCode.ERROR).end();
		child("of the third", third).end();
		third.end();
		assertThat(await(5)).extracting(SpanData::getName)
			.containsExactly("of the first", "first", "second", "of the third", "third");
	}

	@Test
	void firstSpansOfOneTraceThatComeAndGoLeaveNothing() throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(8);
		try {
			List<Future<?>> tasks = new ArrayList<>();
			for (int thread = 0; thread < 8; thread++) {
				tasks.add(executor.submit(() -> {
					for (int i = 0; i < 5000; i++) {
						Span root = remote("root").startSpan();
						child("child", root).end();
						root.end();
					}
				}));
			}
			for (Future<?> task : tasks) {
				task.get(60, TimeUnit.SECONDS);
			}
		}
		finally {
			executor.shutdownNow();
		}
		assertThat(tail.buffer().size()).isZero();
		assertThat(tail.buffer().bytes()).isZero();
		assertNothingIsExported();
	}

	@Test
	void ofSeveralFirstSpansThatSucceedNoneIsKept() {
		Span first = remote("first").startSpan();
		Span second = remote("second").startSpan();
		first.end();
		assertThat(tail.buffer().size()).isOne();
		second.end();
		assertThat(tail.buffer().size()).isZero();
		assertNothingIsExported();
	}

	@Test
	void aHugeTraceFillsNothing() {
		set("max-memory", "1MB");
		Span root = tracer.spanBuilder("root").startSpan();
		for (int i = 0; i < 100_000; i++) {
			child("child", root).end();
		}
		child("what failed", root).setStatus(StatusCode.ERROR).end();
		assertThat(tail.buffer().bytes()).isLessThan(1 << 17);
		root.setStatus(StatusCode.ERROR).end();
		Waiting.await(() -> exporter.getFinishedSpanItems().stream().anyMatch((span) -> span.getName().equals("root")),
				() -> "the root");
		List<SpanData> spans = exporter.getFinishedSpanItems();
		assertThat(spans).hasSizeBetween(20, 100).extracting(SpanData::getName).contains("what failed");
		assertThat(spans.get(spans.size() - 1).getAttributes().get(KeptSpan.LEFT_OUT))
			.isEqualTo(100_002 - spans.size());
	}

	@Test
	void aTraceOfAnHourFillsNothing() {
		long before = tail.leftOutSpans();
		Span root = tracer.spanBuilder("root").startSpan();
		child("early", root).end();
		tail.buffer().sweep(System.nanoTime() + Duration.ofHours(1).toNanos(), Duration.ofSeconds(60).toNanos());
		assertThat(tail.buffer().bytes()).isEqualTo(HeldTrace.WEIGHT);
		child("late", root).end();
		root.setStatus(StatusCode.ERROR).end();
		List<SpanData> spans = await(1);
		assertThat(spans).extracting(SpanData::getName).containsExactly("root");
		assertThat(spans.get(0).getAttributes().get(KeptSpan.LEFT_OUT)).isEqualTo(2);
		assertThat(tail.leftOutSpans() - before).isEqualTo(2);
	}

	@Test
	void theOldestTracesAreForgottenFirst() {
		set("max-memory", "1MB");
		List<Span> roots = new ArrayList<>();
		for (int i = 0; i < 2000; i++) {
			Span root = tracer.spanBuilder("root" + i).startSpan();
			child("child", root).end();
			roots.add(root);
			assertThat(tail.buffer().bytes()).isLessThanOrEqualTo((1 << 20) + 2000);
		}
		roots.get(1999).setStatus(StatusCode.ERROR).end();
		assertThat(await(2)).extracting(SpanData::getName).containsExactly("child", "root1999");
		exporter.reset();
		roots.get(500).setStatus(StatusCode.ERROR).end();
		List<SpanData> spans = await(1);
		assertThat(spans).extracting(SpanData::getName).containsExactly("root500");
		assertThat(spans.get(0).getAttributes().get(KeptSpan.LEFT_OUT)).isOne();
		roots.forEach(Span::end);
	}

	@Test
	void aSpanThatNeverEndsLeavesNothing() {
		for (int i = 0; i < 100; i++) {
			child("child", tracer.spanBuilder("withheld").startSpan()).end();
		}
		assertThat(tail.buffer().size()).isEqualTo(100);
		Waiting.await(() -> {
			System.gc();
			tail.buffer().sweep(System.nanoTime(), Duration.ofSeconds(60).toNanos());
			return tail.buffer().size() == 0;
		}, () -> tail.buffer().size() + " traces are held");
		assertThat(tail.buffer().bytes()).isZero();
	}

	@Test
	void withAHundredThreadsNothingIsLostAndNothingRemains() throws Exception {
		int threads = 100;
		int requests = 50;
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		try {
			List<Future<?>> tasks = new ArrayList<>();
			for (int thread = 0; thread < threads; thread++) {
				tasks.add(executor.submit(() -> {
					for (int i = 0; i < requests; i++) {
						boolean fails = i % 5 == 0;
						Span root = tracer.spanBuilder(fails ? "fails" : "succeeds").startSpan();
						for (int j = 0; j < 4; j++) {
							child("child", root).end();
						}
						root.setStatus(fails ? StatusCode.ERROR : StatusCode.OK).end();
					}
				}));
			}
			for (Future<?> task : tasks) {
				task.get(60, TimeUnit.SECONDS);
			}
		}
		finally {
			executor.shutdownNow();
		}
		List<SpanData> spans = await(threads * requests / 5 * 5);
		assertThat(spans.stream().filter((span) -> span.getName().equals("fails"))).hasSize(threads * requests / 5);
		assertThat(spans.stream().filter((span) -> span.getName().equals("succeeds"))).isEmpty();
		tail.buffer().sweep(System.nanoTime() + Duration.ofSeconds(61).toNanos(), Duration.ofSeconds(60).toNanos());
		assertThat(tail.buffer().size()).isZero();
		assertThat(tail.buffer().bytes()).isZero();
	}

	@Test
	void aSlowTraceIsKept() {
		set("errors", "false");
		set("slower-than", "500ms");
		request("GET /a", "/a", 499);
		request("GET /a", "/a", 501);
		assertThat(await(1)).extracting((span) -> span.getAttributes().get(KeptSpan.REASON)).containsExactly("slow");
	}

	@Test
	void theSlowestHundredthOfARouteIsKept() {
		set("errors", "false");
		set("slower-than", "p99");
		for (int i = 0; i < 99; i++) {
			request("GET /quick", "/quick", 10);
			request("GET /slow", "/slow", 1000);
		}
		request("GET /quick", "/quick", 900);
		assertNothingIsExported();
		for (int i = 0; i < 99; i++) {
			request("GET /quick", "/quick", 10);
			request("GET /slow", "/slow", 1000);
		}
		request("GET /quick", "/quick", 20);
		request("GET /slow", "/slow", 1003);
		request("GET /new", "/new", 60_000);
		assertThat(await(1)).extracting(SpanData::getName)
			.as("the others are not unusual")
			.containsExactly("GET /quick");
	}

	@Test
	void theNumberOfRoutesIsBounded() {
		RecentLatencies latencies = new RecentLatencies();
		for (int route = 0; route < 300; route++) {
			for (int i = 0; i < 200; i++) {
				latencies.add("route" + route, 1_000_000);
			}
		}
		assertThat(latencies.slow("route0")).isBetween(1_000_000L, 1_200_000L);
		assertThat(latencies.slow("route299")).isEqualTo(Long.MAX_VALUE);
	}

	@Test
	void aRouteThatBecomesSlowIsNotUnusualForLong() {
		RecentLatencies latencies = new RecentLatencies();
		for (int i = 0; i < 10_000; i++) {
			latencies.add("route", 1_000_000);
		}
		assertThat(latencies.slow("route")).isLessThan(2_000_000);
		for (int i = 0; i < 100; i++) {
			latencies.add("route", 50_000_000);
		}
		assertThat(latencies.slow("route")).isBetween(50_000_000L, 60_000_000L);
		for (int i = 0; i < 20_000; i++) {
			latencies.add("route", 1_000_000);
		}
		assertThat(latencies.slow("route")).isLessThan(2_000_000);
	}

	@Test
	void sampledRequestsCountForTheHundredthAndAreNotHeld() {
		set("errors", "false");
		set("slower-than", "p99");
		LiveProperty probability = property("tracing.sampling.probability");
		probability.change("1");
		try {
			for (int i = 0; i < 200; i++) {
				request("GET /sampled", "/sampled", 10);
			}
		}
		finally {
			probability.change("0");
		}
		await(200);
		assertThat(tail.buffer().size()).isZero();
		exporter.reset();
		request("GET /sampled", "/sampled", 20);
		assertThat(await(1)).hasSize(1);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-",
			value = { "GET|/orders/{id}|150|slow", "GET|/orders/{id}|50|-", "POST|/orders|150|slow",
					"GET|/users/{id}|400|-", "PUT|/users/{id}|1|route", "GET|/checkout|1|route", "GET|/other|600|slow",
					"GET|/other|400|-", "GET|/checkout/more|400|-" })
	void routesHaveThresholdsOfTheirOwn(String method, String route, long millis, String reason) {
		set("errors", "false");
		set("slower-than", "500ms");
		set("routes", "/orders/**=100ms, PUT /users/{id}=always, /checkout=always, nightly report=always");
		request(method + ' ' + route, route, millis);
		if (reason == null) {
			assertNothingIsExported();
		}
		else {
			assertThat(await(1)).extracting((span) -> span.getAttributes().get(KeptSpan.REASON))
				.containsExactly(reason);
		}
	}

	@Test
	void whatIsNoRequestIsMeantByItsName() {
		set("errors", "false");
		set("routes", "nightly report=always");
		tracer.spanBuilder("nightly report").startSpan().end();
		tracer.spanBuilder("hourly report").startSpan().end();
		assertThat(await(1)).extracting(SpanData::getName).containsExactly("nightly report");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "errors|true|true", "handled-errors|true|true", "slower-than|2s|2s", "slower-than|P99|p99",
					"routes|/a/{b:[0-9]{1,2}}=1s, GET /b=p99|/a/{b:[0-9]{1,2}}=1s, GET /b=p99", "max-memory|8MB|8MB",
					"max-duration|90s|90s" })
	void allOfItCanBeChanged(String name, String value, String shown) {
		LiveProperty property = property("tracing.sampling.keep." + name);
		String old = property.value();
		assertThat(property.preview(value)).isNotNull();
		assertThat(property.value()).as("a preview changes nothing").isEqualTo(old);
		property.change(value);
		assertThat(property.value()).isEqualTo(shown);
		property.change(property.value());
		assertThat(property.value()).isEqualTo(shown);
		property.change(old);
		assertThat(property.value()).isEqualTo(old);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"errors|maybe|tracing.sampling.keep.errors=maybe cannot be used because it is neither true nor false. Set it to true or false.",
			"slower-than|soon|tracing.sampling.keep.slower-than=soon cannot be used because it is neither a duration nor p99. Write a duration such as 500ms or 2s, or p99.",
			"slower-than|-1s|tracing.sampling.keep.slower-than=-1s cannot be used because it is negative. Write a duration such as 500ms or 2s, or p99.",
			"routes|/a|tracing.sampling.keep.routes=/a cannot be used because it is not a route with a threshold.",
			"routes|/a=|tracing.sampling.keep.routes=/a= cannot be used because it is not a route with a threshold.",
			"routes|/{a=1s|tracing.sampling.keep.routes=/{a=1s cannot be used because its route is not a path pattern",
			"max-memory|1KB|tracing.sampling.keep.max-memory=1024B cannot be used because it is below 1MB. Set it to a size such as 16MB.",
			"max-memory|big|tracing.sampling.keep.max-memory=big cannot be used because it is not a size. Set it to a size such as 16MB.",
			"max-duration|0s|tracing.sampling.keep.max-duration=0s cannot be used because it is not between a second and a day. Set it to a duration such as 60s." })
	void whatCannotBeUsedIsRefused(String name, String value, String message) {
		LiveProperty property = property("tracing.sampling.keep." + name);
		String old = property.value();
		assertThatExceptionOfType(InvalidTracingPropertyException.class).isThrownBy(() -> property.change(value))
			.withMessageStartingWith(message);
		assertThatExceptionOfType(InvalidTracingPropertyException.class).isThrownBy(() -> property.preview(value))
			.withMessageStartingWith(message);
		assertThat(property.value()).isEqualTo(old);
	}

	@ParameterizedTest
	@CsvSource({ "false, 0", "true, 2" })
	void aHandledFailureIsAReasonWhereThatIsWanted(boolean wanted, int kept) {
		set("errors", "false");
		set("handled-errors", Boolean.toString(wanted));
		// Recorded in any case.
		set("slower-than", "1h");
		Span root = tracer.spanBuilder("root").startSpan();
		Context context = Context.root().with(root);
		tracer.spanBuilder("call").setParent(context).startSpan().setStatus(StatusCode.ERROR).end();
		root.end();
		tracer.spanBuilder("alone").startSpan().setStatus(StatusCode.ERROR).end();
		Span good = tracer.spanBuilder("good").startSpan();
		tracer.spanBuilder("child").setParent(Context.root().with(good)).startSpan().end();
		good.end();
		assertThat(await(kept)).extracting(SpanData::getName)
			.containsExactlyInAnyOrderElementsOf(wanted ? List.of("call", "root") : List.of());
	}

	@Test
	void whatIsKeptIsCounted() {
		TailSampling sampling = application.getBean(TailSampling.class);
		long before = sampling.keptTraces();
		tracer.spanBuilder("root").startSpan().setStatus(StatusCode.ERROR).end();
		tracer.spanBuilder("root").startSpan().end();
		assertThat(sampling.keptTraces() - before).isOne();
	}

	@Test
	void aRuleKeepsWhatItsEndSays() {
		NameRule rule = application.getBean(NameRule.class);
		set("errors", "false");
		assertThat(tracer.spanBuilder("off").startSpan().isRecording()).isFalse();
		rule.name = "meant";
		try {
			Span root = tracer.spanBuilder("any").startSpan();
			child("child", root).end();
			root.updateName("meant").end();
			tracer.spanBuilder("other").startSpan().end();
		}
		finally {
			rule.name = null;
		}
		List<SpanData> spans = await(2);
		assertThat(spans).extracting(SpanData::getName).containsExactly("child", "meant");
		assertThat(spans.get(1).getAttributes().get(KeptSpan.REASON)).isEqualTo("rule");
	}

	@Test
	void anExporterOfTheApplicationBehindOpenTelemetrysProcessorGetsIt() {
		try (ConfigurableApplicationContext other = new SpringApplicationBuilder(TestApplication.class,
				OwnProcessors.class)
			.web(WebApplicationType.NONE)
			.properties("spring.main.banner-mode=off", "tracing.exporters=none", "tracing.sampling.probability=0",
					"tracing.sampling.keep.errors=true")
			.run()) {
			Tracer others = other.getBean(OpenTelemetry.class).getTracer("test");
			others.spanBuilder("succeeds").startSpan().end();
			others.spanBuilder("fails").startSpan().setStatus(StatusCode.ERROR, "password=secret").end();
			for (SpanProcessor processor : other.getBeansOfType(SpanProcessor.class).values()) {
				processor.forceFlush().join(5, TimeUnit.SECONDS);
			}
			assertThat(List.of("batched", "simple")).allSatisfy((name) -> {
				List<SpanData> spans = other.getBean(OwnProcessors.class).exported.get(name).getFinishedSpanItems();
				assertThat(spans).extracting(SpanData::getName).containsExactly("fails");
				assertThat(spans.get(0).getSpanContext().isSampled()).isFalse();
				assertThat(spans.get(0).getAttributes().get(KeptSpan.REASON)).isEqualTo("error");
				assertThat(spans.get(0).getStatus().getDescription()).doesNotContain("secret");
			});
			assertThat(other.getBean(OwnProcessors.class).exported.get("everything").getFinishedSpanItems()).hasSize(2);
		}
	}

	private static void request(String name, String route, long millis) {
		Span span = tracer.spanBuilder(name)
			.setSpanKind(SpanKind.SERVER)
			.setAttribute(HttpAttributes.HTTP_REQUEST_METHOD, name.substring(0, name.indexOf(' ')))
			.setAttribute(HttpAttributes.HTTP_ROUTE, route)
			.setStartTimestamp(1000, TimeUnit.MILLISECONDS)
			.startSpan();
		span.end(1000 + millis, TimeUnit.MILLISECONDS);
	}

	private static SpanBuilder remote(String name) {
		return tracer.spanBuilder(name)
			.setParent(Context.root()
				.with(Span.wrap(SpanContext.createFromRemoteParent(TRACE_ID, "00f067aa0ba902b7",
						TraceFlags.getDefault(), TraceState.getDefault()))));
	}

	private static Span child(String name, Span parent) {
		return tracer.spanBuilder(name).setParent(Context.root().with(parent)).startSpan();
	}

	private static void set(String name, String value) {
		property("tracing.sampling.keep." + name).change(value);
	}

	private static LiveProperty property(String key) {
		return application.getBeanProvider(LiveProperty.class)
			.stream()
			.filter((property) -> property.key().equals(key))
			.findFirst()
			.orElseThrow();
	}

	private static List<SpanData> await(int count) {
		Waiting.await(() -> exporter.getFinishedSpanItems().size() >= count,
				() -> "%d spans, not %s".formatted(count, names()));
		assertNothingFollows(count);
		return exporter.getFinishedSpanItems();
	}

	private static void assertNothingIsExported() {
		assertNothingFollows(0);
	}

	private static void assertNothingFollows(int count) {
		application.getBean(SdkTracerProvider.class).forceFlush().join(5, TimeUnit.SECONDS);
		assertThat(names()).hasSize(count);
	}

	private static List<String> names() {
		return exporter.getFinishedSpanItems().stream().map(SpanData::getName).toList();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(excludeName = { "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
			"org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration" })
	static class TestApplication {

		@Bean
		InMemorySpanExporter spanExporter() {
			return InMemorySpanExporter.create();
		}

		@Bean
		NameRule nameRule() {
			return new NameRule();
		}

	}

	private static final class NameRule implements KeepRule {

		private volatile @Nullable String name;

		@Override
		public boolean mayKeep() {
			return this.name != null;
		}

		@Override
		public boolean keep(ReadableSpan root) {
			return root.getName().equals(this.name);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnProcessors {

		private final Map<String, InMemorySpanExporter> exported = Map.of("batched", InMemorySpanExporter.create(),
				"simple", InMemorySpanExporter.create(), "everything", InMemorySpanExporter.create());

		@Bean
		SpanProcessor batched() {
			return BatchSpanProcessor.builder(this.exported.get("batched")).build();
		}

		@Bean
		SpanProcessor simple() {
			return SimpleSpanProcessor.create(this.exported.get("simple"));
		}

		@Bean
		SpanProcessor everything() {
			return SimpleSpanProcessor.builder(this.exported.get("everything")).setExportUnsampledSpans(true).build();
		}

	}

}
