package io.github.tracingstarter.ui.traces;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.tracingstarter.testing.DirectRequest;
import io.github.tracingstarter.ui.InstanceId;
import io.github.tracingstarter.ui.TraceLogs;
import io.github.tracingstarter.ui.UiResponse;
import io.github.tracingstarter.ui.store.StoredSpan;
import io.github.tracingstarter.ui.store.StoredTrace;
import io.github.tracingstarter.ui.store.TraceStore;
import io.opentelemetry.api.trace.SpanKind;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.json.JsonParserFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests of the routes of traces: services, imported traces, what matched, and what is
 * gone.
 */
class TraceRoutesTests {

	private static final String BOTH = "%032x".formatted(1);

	private static final String SHOP = "%032x".formatted(2);

	private static final String STOCK = "%032x".formatted(3);

	private static final String FILE = "%032x".formatted(4);

	private final Held store = new Held();

	private final StaticListableBeanFactory beans = new StaticListableBeanFactory();

	@TempDir
	private Path folder;

	@ParameterizedTest
	@CsvSource({ "'',1 2 3 4", "shop,1 2 4", "stock,1 3", "nobody,''" })
	void aServiceHasTheTracesInWhichItTakesPart(String service, String numbers) {
		services();
		Map<String, Object> answer = get("/traces", "service", service);
		assertThat(items(answer)).extracting((it) -> it.get("traceId")).containsExactlyElementsOf(traceIds(numbers));
		if (!service.isEmpty()) {
			assertThat(answer).containsEntry("matched", traceIds(numbers).size());
		}
		assertThat(items(get("/traces", "service", service, "q", "GET /orders"))).as("with a query")
			.extracting((it) -> it.get("traceId"))
			.containsExactlyElementsOf(traceIds(numbers).stream().filter((id) -> !id.equals(STOCK)).toList());
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "GET" })
	void whatArrivesDuringAnAnswerComesWithTheNext(String query) {
		services();
		String late = "%032x".formatted(5);
		this.store.meanwhile = () -> this.store
			.put(new TraceBuilder(late).server("root", null, 0, 10, "http.route", "/late"));
		Map<String, Object> first = get("/traces", "q", query);
		assertThat(items(first)).hasSize((int) first.get("total"))
			.extracting((it) -> it.get("traceId"))
			.doesNotContain(late);
		Map<String, Object> next = get("/traces", "q", query, "after", String.valueOf(first.get("seq")));
		assertThat(next).containsEntry("total", 5);
		assertThat(items(next)).extracting((it) -> it.get("traceId")).containsExactly(late);
	}

	@Test
	void theInsightsOfAServiceAreOfItsOwnSpans() {
		services();
		assertThat(get("/insights").toString()).contains("from items", "from parcels", "no stock", "no paper");
		Map<String, Object> stock = get("/insights", "service", "stock");
		assertThat(stock.toString()).contains("from parcels", "no stock").doesNotContain("from items", "no paper");
		assertThat(list(stock, "slowRoutes")).extracting((it) -> it.get("route"), (it) -> it.get("count"))
			.containsExactlyInAnyOrder(tuple("GET /orders", 1), tuple("GET /parcels", 1));
		assertThat(list(get("/insights", "service", "nobody"), "slowRoutes")).isEmpty();
	}

	@Test
	void theMapOfAServiceIsOfItsTraces() {
		services();
		assertThat(list(get("/map"), "nodes")).extracting((it) -> it.get("label"))
			.contains("shop", "stock", "pricing:8080");
		assertThat(list(get("/map", "service", "stock"), "nodes")).extracting((it) -> it.get("label"))
			.contains("shop", "stock")
			.doesNotContain("pricing:8080");
	}

	@Test
	void theServicesAreKnownToThePage() {
		Services services = new Services(this.store, new Summaries(Duration.ofMillis(500)));
		Map<String, Object> meta = new LinkedHashMap<>();
		services.contribute(meta);
		assertThat(meta).containsEntry("services", List.of());
		services();
		services.contribute(meta);
		assertThat(meta).containsEntry("services", List.of("shop", "stock"));
		this.store.clear();
		services.contribute(meta);
		assertThat(meta).containsEntry("services", List.of());
	}

	@ParameterizedTest
	@ValueSource(strings = { "/insights", "/map" })
	void importedTracesAreLeftOutUnlessTheyAreChosen(String path) {
		services();
		assertThat(get(path)).containsEntry("imported", 1).containsEntry("traces", 3);
		assertThat(get(path).toString()).doesNotContain("from files", "files.example");
		assertThat(get(path, "imported", "true")).containsEntry("imported", 1).containsEntry("traces", 4);
		assertThat(get(path, "service", "stock")).containsEntry("traces", 2);
		assertThat(get(path, "imported", "true").toString())
			.contains(path.equals("/map") ? "files.example" : "from files");
		assertThat(get(path, "imported", "yes").toString()).doesNotContain("from files", "files.example");
	}

	@Test
	void theListShowsImportedTracesAndSaysSo() {
		services();
		assertThat(items(get("/traces"))).filteredOn((it) -> it.containsKey("imported"))
			.extracting((it) -> it.get("traceId"))
			.containsExactly(FILE);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "none",
			value = { "\"parcels t where\"|db|db.query.text|select * from parcels t where t.shelf=?",
					"\"SELECT PARCELS\"|db|name|SELECT parcels", "no stock|call|exception.message|no stock",
					"db.query.text:parcels|db|db.query.text|select * from parcels t where t.shelf=?",
					"sql:parcels|db|db.query.text|select * from parcels t where t.shelf=?",
					"http.response.status_code>=500|call|http.response.status_code|500", "depot|stock|service|depot",
					"GET|none|none|none", "-parcels|none|none|none", "status:200|none|none|none",
					"-parcels OR sql:parcels|db|db.query.text|select * from parcels t where t.shelf=?" })
	void aRowSaysWhichSpanMatched(String query, @Nullable String span, @Nullable String field, @Nullable String text) {
		this.store.put(new TraceBuilder(BOTH).server("root", null, 0, 40, "http.response.status_code", 200L)
			.call("call", "root", "x", 1, 20, 500)
			.failed("java.io.IOException", "no stock", "java.io.IOException: no stock\n\tat com.acme.A.b(A.java:1)")
			.server("stock", "call", 2, 18)
			.of("depot")
			.select("db", "stock", "parcels", "shelf", 3, 4)
			.of("depot"));
		Map<String, Object> item = items(get("/traces", "q", query)).stream().findFirst().orElse(Map.of());
		if (span == null) {
			assertThat(item).doesNotContainKey("match");
		}
		else {
			assertThat(item.get("match"))
				.isEqualTo(Map.of("spanId", span, "field", String.valueOf(field), "text", String.valueOf(text)));
		}
	}

	@Test
	void ofALongTextTheRowShowsWhatIsAroundTheMatch() {
		this.store.put(new TraceBuilder(BOTH).server("root", null, 0, 40)
			.internal("work", "root", 1, 2, "note", "a".repeat(100) + " under\n\twater " + "b".repeat(100)));
		assertThat(items(get("/traces", "q", "Under"))).singleElement()
			.extracting((it) -> it.get("match"))
			.isEqualTo(Map.of("spanId", "work", "field", "note", "text",
					"…" + "a".repeat(39) + " under water " + "b".repeat(32) + "…"));
		assertThat(items(get("/traces"))).singleElement().satisfies((it) -> assertThat(it).doesNotContainKey("match"));
	}

	@Test
	void aMatchInTheLogNamesTheSpanOfTheLine() {
		this.beans.addBean("logs", new Lines());
		this.store.put(new TraceBuilder(BOTH).server("root", null, 0, 40));
		assertThat(items(get("/traces", "q", "out of paper"))).singleElement()
			.extracting((it) -> it.get("match"))
			.isEqualTo(Map.of("spanId", "root", "field", "log", "text", "The printer is out of paper"));
		assertThat(items(get("/traces", "q", "jammed"))).singleElement()
			.extracting((it) -> it.get("match"))
			.isEqualTo(Map.of("spanId", "root", "field", "log", "text", "java.io.IOException: jammed"));
	}

	@Test
	void aRouteHasWhatItTookBeforeTheRestart() throws Exception {
		Path file = this.folder.resolve("baselines.json");
		Files.writeString(file, "{\"GET /orders\":{\"count\":3,\"p50Us\":412000,\"sql\":52}}");
		this.store.put(new TraceBuilder(BOTH).server("root", null, 0, 38)
			.select("a", "root", "items", "id", 1, 2)
			.select("b", "root", "items", "id", 3, 4)
			.select("c", "root", "items", "id", 5, 6));
		this.store.put(new TraceBuilder(SHOP).span("root", null, "GET /new", SpanKind.SERVER, 0, 5));
		List<Map<String, Object>> found = list(
				body(new DirectRequest().to(routes(new Baselines(this.store, summaries(), file)), "GET", "/insights")),
				"slowRoutes");
		assertThat(found.get(0)).containsEntry("route", "GET /orders")
			.containsEntry("p50Us", 38_000)
			.containsEntry("sqlP50", 3)
			.containsEntry("before", Map.of("count", 3, "p50Us", 412_000, "sql", 52));
		assertThat(found.get(1)).containsEntry("route", "GET /new").doesNotContainKey("before");
	}

	/**
	 * A trace from before the start cannot be distinguished from one that never existed.
	 */
	@Test
	void whyATraceIsNotThereIsTold() {
		this.store.put(new TraceBuilder(BOTH).server("root", null, 0, 40));
		for (String path : List.of("/traces/{id}", "/traces/{id}/markdown", "/traces/{id}/compare")) {
			assertThat(missing(path))
				.isEqualTo("This trace is not in the store: it came before the application was started, or never.");
		}
		this.store.evicted = 1;
		assertThat(missing("/traces/{id}")).isEqualTo("This trace is not in the store: it was evicted, or it came "
				+ "before the application was started, or never.");
		this.store.clear();
		assertThat(missing("/traces/{id}")).isEqualTo("This trace is not in the store: it was evicted, or it was "
				+ "cleared, or it came before the application was started, or never.");
		this.store.evicted = 0;
		assertThat(missing("/traces/{id}")).isEqualTo(
				"This trace is not in the store: it was cleared, or it came before the application was started, or never.");
	}

	private String missing(String path) {
		UiResponse response = new DirectRequest().variable("id", "f".repeat(32))
			.parameter("with", BOTH)
			.to(routes(), "GET", path);
		assertThat(response.status()).isEqualTo(404);
		return String.valueOf(body(response).get("error"));
	}

	private void services() {
		this.store.put(new TraceBuilder(BOTH).server("root", null, 0, 40)
			.select("a", "root", "items", "id", 1, 2)
			.call("call", "root", "stock", 3, 30, 200)
			.server("stock", "call", 4, 28)
			.of("stock")
			.select("b", "stock", "parcels", "id", 5, 6)
			.of("stock")
			.internal("c", "stock", 7, 8)
			.failed("com.acme.NoStock", "no stock", "")
			.of("stock"));
		this.store.put(new TraceBuilder(SHOP).server("root", null, 0, 20)
			.call("call", "root", "pricing", 3, 9, 200)
			.internal("print", "root", 10, 11)
			.failed("com.acme.NoPaper", "no paper", ""));
		this.store.put(new TraceBuilder(STOCK).span("root", null, "GET /parcels", SpanKind.SERVER, 0, 10).of("stock"));
		StoredTrace file = new TraceBuilder(FILE).server("root", null, 0, 40)
			.select("a", "root", "files", "id", 1, 2)
			.call("call", "root", "files.example", 3, 30, 200)
			.build();
		this.store.traces.put(FILE,
				new StoredTrace(FILE, ++this.store.seq, file.spans().stream().map(StoredSpan::asImported).toList(), 0));
	}

	private Map<String, Object> get(String path, String... parameters) {
		DirectRequest request = new DirectRequest();
		for (int i = 0; i < parameters.length; i += 2) {
			request.parameter(parameters[i], parameters[i + 1]);
		}
		UiResponse response = request.to(routes(), "GET", path);
		assertThat(response.status()).isEqualTo(200);
		return body(response);
	}

	private TraceRoutes routes() {
		return routes(new Baselines(this.store, summaries(), null));
	}

	private TraceRoutes routes(Baselines baselines) {
		return new TraceRoutes(this.store, summaries(),
				new TraceJson(this.beans.getBeanProvider(TraceLogs.class),
						TraceBuilder.surroundings(summaries(), (name) -> true)),
				this.beans.getBeanProvider(TraceLogs.class), new InstanceId("1"), baselines, new SourceFiles(null));
	}

	private static Summaries summaries() {
		return new Summaries(Duration.ofMillis(500));
	}

	private static Map<String, Object> body(UiResponse response) {
		return JsonParserFactory.getJsonParser().parseMap(new String(response.body(), StandardCharsets.UTF_8));
	}

	private static List<Map<String, Object>> items(Map<String, Object> answer) {
		return list(answer, "items");
	}

	@SuppressWarnings("unchecked")
	private static List<Map<String, Object>> list(Map<String, Object> answer, String name) {
		return (List<Map<String, Object>>) answer.get(name);
	}

	private static List<String> traceIds(String numbers) {
		return numbers.isEmpty() ? List.of()
				: List.of(numbers.split(" ")).stream().map((it) -> "%032x".formatted(Integer.valueOf(it))).toList();
	}

	private static final class Held implements TraceStore {

		private final Map<String, StoredTrace> traces = new LinkedHashMap<>();

		/** Happens once, between two calls of a reader. */
		private Runnable meanwhile = () -> {
		};

		private long evicted;

		private int generation;

		private long seq;

		private void put(TraceBuilder trace) {
			this.seq++;
			StoredTrace built = trace.seq(this.seq).build();
			this.traces.put(built.traceId(), built);
		}

		@Override
		public void add(StoredSpan span) {
			throw new UnsupportedOperationException();
		}

		@Override
		public @Nullable StoredTrace find(String traceId) {
			return this.traces.get(traceId);
		}

		@Override
		public List<StoredTrace> changedSince(long seq, int limit) {
			this.meanwhile.run();
			this.meanwhile = () -> {
			};
			return this.traces.values().stream().filter((trace) -> trace.seq() > seq).toList();
		}

		@Override
		public void clear() {
			this.traces.clear();
			this.generation++;
			this.seq++;
		}

		@Override
		public Stats stats() {
			return new Stats(this.traces.size(), 0, 0, 0, this.evicted, this.seq, this.generation);
		}

	}

	private static final class Lines implements TraceLogs {

		private static final String EXCEPTION = "java.io.IOException: jammed\n\tat com.acme.Printer.print(Printer.java:7)";

		@Override
		public int count(String traceId) {
			return 1;
		}

		@Override
		public List<Map<String, Object>> lines(String traceId) {
			return List.of(Map.of("message", "The printer is out of paper", "spanId", "root", "exception", EXCEPTION));
		}

		@Override
		public boolean anyLine(String traceId, LineTest test) {
			return test.test("WARN", "The printer is out of paper", EXCEPTION);
		}

	}

}
