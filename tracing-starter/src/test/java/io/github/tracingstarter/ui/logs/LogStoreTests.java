package io.github.tracingstarter.ui.logs;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import io.github.tracingstarter.testing.DirectRequest;
import io.github.tracingstarter.ui.ReceivedLogs;
import io.github.tracingstarter.ui.UiResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.json.JsonParserFactory;
import org.springframework.boot.logging.LogLevel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests of the stored log lines, and of the route that shows them.
 */
class LogStoreTests {

	private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

	private static final String OTHER_TRACE = "1af7651916cd43dd8448eb211c80319c";

	private static final String SPAN = "b7ad6b7169203331";

	private final LogStore store = new LogStore(1_000_000);

	@Test
	void theOldestLinesGo() {
		LogLine.Entry entry = entry(LogLevel.INFO, "0123456789", TRACE);
		LogStore small = new LogStore(3 * entry.bytes());
		small.add(entry(LogLevel.INFO, "a123456789", OTHER_TRACE));
		for (String message : List.of("b123456789", "c123456789", "d123456789", "e123456789")) {
			small.add(entry(LogLevel.INFO, message, TRACE));
		}
		assertThat(messages(small)).containsExactly("e123456789", "d123456789", "c123456789");
		assertThat(small.count(OTHER_TRACE)).isZero();
		assertThat(small.lines(OTHER_TRACE)).isEmpty();
		assertThat(small.count(TRACE)).isEqualTo(3);
		assertThat(small.lines(TRACE)).extracting((line) -> line.get("message"))
			.containsExactly("c123456789", "d123456789", "e123456789");
		assertThat(small.seq()).isEqualTo(5);
	}

	@Test
	void aLineThatIsLargerThanTheStoreIsNotKept() {
		LogStore small = new LogStore(1000);
		small.add(entry(LogLevel.INFO, "x".repeat(1000), TRACE));
		assertThat(messages(small)).isEmpty();
		assertThat(small.count(TRACE)).isZero();
	}

	@Test
	void aLineIsWrittenAsTheContractSays() {
		this.store.add(new LogLine.Entry(1_700_000_000_000_001L, LogLevel.ERROR, "com.acme.Shop", "no paper", "main",
				TRACE, SPAN, "java.io.IOException: paper", null));
		this.store.add(entry(LogLevel.INFO, "plain", null));
		assertThat(this.store.lines(TRACE)).containsExactly(Map.of("seq", 1L, "atUs", 1_700_000_000_000_001L, "level",
				"ERROR", "logger", "com.acme.Shop", "message", "no paper", "thread", "main", "traceId", TRACE, "spanId",
				SPAN, "exception", "java.io.IOException: paper"));
		assertThat(items(new DirectRequest().parameter("q", "PLAIN")).get(0)).doesNotContainKeys("traceId", "spanId",
				"exception", "service");
	}

	@Test
	void linesOfOtherApplicationsAreAmongTheirTraceByTime() {
		this.store.add(new LogLine.Entry(5, LogLevel.INFO, "a", "own, at 5", "main", TRACE, null, null, null));
		receive(3000, "stock", "first, at 3");
		receive(7000, "stock", "last, at 7");
		assertThat(this.store.lines(TRACE)).extracting((line) -> line.get("message"), (line) -> line.get("service"))
			.containsExactly(tuple("first, at 3", "stock"), tuple("own, at 5", null), tuple("last, at 7", "stock"));
		assertThat(this.store.count(TRACE)).isEqualTo(3);
	}

	@Test
	void aServiceHasItsLinesAndTheApplicationItsOwn() {
		this.store.add(entry(LogLevel.INFO, "of this application", null));
		receive(1000, "stock", "of another");
		receive(1000, "shop", "of another instance");
		receive(1000, "mail", "of a third");
		assertThat(items(new DirectRequest())).extracting((line) -> line.get("message"))
			.containsExactly("of a third", "of another instance", "of another", "of this application");
		assertThat(items(new DirectRequest().parameter("service", "stock"))).extracting((line) -> line.get("message"))
			.containsExactly("of another");
		assertThat(items(new DirectRequest().parameter("service", "shop"))).extracting((line) -> line.get("message"))
			.containsExactly("of another instance", "of this application");
		assertThat(items(new DirectRequest().parameter("service", "nobody"))).isEmpty();
	}

	@Test
	void receivedLinesAreCutAndRedactedAndCountWithAllTheyHave() {
		LogStore small = new LogStore(100_000);
		ReceivedLines lines = new ReceivedLines(small,
				new LineRedaction((text) -> text.replace("hunter2", "REDACTED"), (text) -> text.replace("4711", "?")));
		lines.add(new ReceivedLogs.Line("s".repeat(1000), 1, LogLevel.INFO, "hunter2", "hunter2" + "m".repeat(20_000),
				"t".repeat(1000), null, null, "4711" + "e".repeat(40_000)));
		LogLine.Entry kept = small.find(0, null, (line) -> true, 10).lines().get(0).entry();
		assertThat(kept.message()).startsWith("REDACTEDm").hasSizeLessThan(8300);
		assertThat(kept.exception()).startsWith("?e").hasSizeLessThan(16500);
		assertThat(kept.thread()).hasSize(257);
		assertThat(kept.service()).hasSize(257);
		assertThat(kept.logger()).isEqualTo("REDACTED");
		for (int i = 0; i < 1000; i++) {
			lines.add(new ReceivedLogs.Line("stock", 1, LogLevel.INFO, "l".repeat(256), "x", "t".repeat(256), null,
					null, null));
		}
		assertThat(messages(small)).hasSizeBetween(60, 77).containsOnly("x");
	}

	@Test
	void aLineThatCannotBeRedactedIsNotKept() {
		new ReceivedLines(this.store, new LineRedaction((text) -> {
			throw new IllegalStateException("no redaction");
		}, (text) -> text)).add(new ReceivedLogs.Line("stock", 1, LogLevel.INFO, "", "secret", "", null, null, null));
		assertThat(this.store.seq()).isZero();
	}

	private void receive(long epochNanos, String service, String message) {
		new ReceivedLines(this.store, new LineRedaction((text) -> text, (text) -> text))
			.add(new ReceivedLogs.Line(service, epochNanos, LogLevel.INFO, "logger", message, "", TRACE, SPAN, null));
	}

	@ParameterizedTest
	@CsvSource({ ",error warn info debug trace", "TRACE,error warn info debug trace", "info,error warn info",
			"WARN,error warn", "ERROR,error" })
	void aLevelIsThatAndAbove(@Nullable String level, String expected) {
		for (LogLevel each : List.of(LogLevel.TRACE, LogLevel.DEBUG, LogLevel.INFO, LogLevel.WARN, LogLevel.ERROR)) {
			this.store.add(entry(each, each.name().toLowerCase(java.util.Locale.ROOT), null));
		}
		DirectRequest request = new DirectRequest();
		if (level != null) {
			request.parameter("level", level);
		}
		assertThat(items(request)).extracting((line) -> line.get("message"))
			.containsExactly((Object[]) expected.split(" "));
	}

	@Test
	void linesAreFoundByTraceSpanAndText() {
		this.store.add(entry(LogLevel.INFO, "first of the trace", TRACE));
		this.store.add(new LogLine.Entry(1, LogLevel.INFO, "logger", "with span", "thread-7", TRACE, SPAN, null, null));
		this.store.add(entry(LogLevel.INFO, "another", OTHER_TRACE));
		assertThat(items(new DirectRequest().parameter("traceId", TRACE))).hasSize(2);
		assertThat(items(new DirectRequest().parameter("spanId", SPAN))).hasSize(1);
		assertThat(items(new DirectRequest().parameter("q", "Thread-7"))).hasSize(1);
		assertThat(items(new DirectRequest().parameter("q", "OTHER").parameter("traceId", TRACE))).isEmpty();
		assertThat(items(new DirectRequest().parameter("limit", "1")).get(0)).containsEntry("message", "another");
	}

	@Test
	void onlyNewLinesAreAnswered() {
		assertThat(ask(new DirectRequest().parameter("after", "0")).status()).isEqualTo(204);
		this.store.add(entry(LogLevel.INFO, "one", null));
		this.store.add(entry(LogLevel.DEBUG, "two", null));
		assertThat(items(new DirectRequest().parameter("after", "1"))).extracting((line) -> line.get("message"))
			.containsExactly("two");
		assertThat(ask(new DirectRequest().parameter("after", "2")).status()).isEqualTo(204);
		UiResponse noMatch = ask(new DirectRequest().parameter("after", "1").parameter("level", "ERROR"));
		assertThat(new String(noMatch.body(), StandardCharsets.UTF_8)).isEqualTo("{\"seq\":2,\"items\":[]}");
		// From before a restart.
		assertThat(items(new DirectRequest().parameter("after", "900"))).hasSize(2);
	}

	@ParameterizedTest
	@CsvSource({ "after,-1", "after,x", "limit,1e3", "level,LOUD" })
	void whatCannotBeUnderstoodIsRefused(String name, String value) {
		UiResponse response = ask(new DirectRequest().parameter(name, value));
		assertThat(response.status()).isEqualTo(400);
		assertThat(new String(response.body(), StandardCharsets.UTF_8)).contains("'" + name + "'");
	}

	@Test
	void manyThreadsLoseNothing() throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(4);
		try {
			List<Future<?>> writers = IntStream.range(0, 4).<Future<?>>mapToObj((thread) -> executor.submit(() -> {
				for (int i = 0; i < 200; i++) {
					this.store.add(entry(LogLevel.INFO, thread + "-" + i, TRACE));
				}
			})).toList();
			for (Future<?> writer : writers) {
				writer.get();
			}
		}
		finally {
			executor.shutdownNow();
		}
		assertThat(this.store.count(TRACE)).isEqualTo(800);
		assertThat(this.store.lines(TRACE)).extracting((line) -> line.get("seq"))
			.containsExactlyElementsOf(IntStream.rangeClosed(1, 800).<Object>mapToObj(Long::valueOf).toList());
	}

	private static List<String> messages(LogStore store) {
		return store.find(0, null, (line) -> true, 100).lines().stream().map((line) -> line.entry().message()).toList();
	}

	private static LogLine.Entry entry(LogLevel level, String message, @Nullable String traceId) {
		return new LogLine.Entry(1, level, "com.acme.Shop", message, "main", traceId, null, null, null);
	}

	private UiResponse ask(DirectRequest request) {
		return request.to(new LogRoutes(this.store, () -> "shop"), "GET", "/logs");
	}

	@SuppressWarnings("unchecked")
	private List<Map<String, Object>> items(DirectRequest request) {
		UiResponse response = ask(request);
		assertThat(response.status()).isEqualTo(200);
		return (List<Map<String, Object>>) (Object) List.copyOf((List<?>) JsonParserFactory.getJsonParser()
			.parseMap(new String(response.body(), StandardCharsets.UTF_8))
			.get("items"));
	}

}
