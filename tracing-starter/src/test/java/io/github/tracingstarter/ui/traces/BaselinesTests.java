package io.github.tracingstarter.ui.traces;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.github.tracingstarter.ui.store.StoredSpan;
import io.github.tracingstarter.ui.store.StoredTrace;
import io.github.tracingstarter.ui.store.TraceStore;
import io.opentelemetry.api.trace.SpanKind;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class BaselinesTests {

	@TempDir
	private Path folder;

	@Test
	void aRunIsComparedWithTheOneBefore() throws IOException {
		Path file = this.folder.resolve("baselines.json");
		Baselines first = baselines(file, request(1, 400, 3), request(2, 412, 3), request(3, 900, 3));
		assertThat(first.of("GET /orders")).as("there was none before").isNull();
		first.destroy();
		Baselines second = baselines(file, request(4, 38, 1));
		Baselines.Baseline before = second.of("GET /orders");
		assertThat(before).isEqualTo(new Baselines.Baseline(3, 412_000_000, 3));
		assertThat(before.isLeft(request(4, 38, 1).summary())).isTrue();
		assertThat(before.isLeft(request(4, 380, 3).summary())).as("much the same").isFalse();
		assertThat(before.isLeft(request(4, 4000, 3).summary())).as("perhaps the first request").isFalse();
		assertThat(before.isLeft(request(4, 412, 2).summary())).as("a statement less").isTrue();
		second.destroy();
		assertThat(Files.readString(file)).isEqualTo("{\"GET /orders\":{\"count\":1,\"p50Us\":38000,\"sql\":1}}");
		try (var files = Files.list(this.folder)) {
			assertThat(files).containsExactly(file);
		}
	}

	@Test
	void whatWasNotRequestedKeepsItsBaseline() {
		Path file = this.folder.resolve("baselines.json");
		baselines(file, request(1, 400, 3)).destroy();
		baselines(file).destroy();
		assertThat(baselines(file).of("GET /orders")).isNotNull();
	}

	@Test
	void aDamagedFileAndAMissingFolderHarmNobody() throws IOException {
		Path file = this.folder.resolve("baselines.json");
		for (String content : List.of("", "{", "[]", "{\"GET /orders\":7}", "{\"GET /orders\":{\"count\":\"a\"}}")) {
			Files.writeString(file, content);
			assertThat(baselines(file).of("GET /orders")).isNull();
		}
		Baselines nowhere = baselines(this.folder.resolve("gone").resolve("x.json"), request(1, 1, 0));
		assertThat(nowhere.of("GET /orders")).isNull();
		nowhere.destroy();
		Baselines none = baselines(null, request(1, 1, 0));
		assertThat(none.of("GET /orders")).isNull();
		none.destroy();
	}

	@ParameterizedTest
	@CsvSource(nullValues = "none", textBlock = """
			/p/target/classes:/m2/a.jar, /p/target/tracing-baselines.json
			/m2/a.jar:/p/app/target/classes/:/p/lib/target/classes, /p/app/target/tracing-baselines.json
			/p/build/classes/java/main:/p/build/resources/main, /p/build/tracing-baselines.json
			/p/target/test-classes:/p/target/classes, none
			/app/app.jar, none
			""")
	void theFileIsInTheBuildFolder(String classPath, @Nullable String expected) {
		Path found = new BaselineProperties(true, null).find(classPath, ":");
		assertThat(found).isEqualTo((expected != null) ? Path.of(expected) : null);
		assertThat(new BaselineProperties(false, Path.of("x")).find(classPath, ":")).isNull();
		assertThat(new BaselineProperties(true, Path.of("x")).find(classPath, ":")).isEqualTo(Path.of("x"));
	}

	private static TraceBuilder request(int number, long millis, int statements) {
		TraceBuilder trace = new TraceBuilder("%032x".formatted(number)).span("root", null, "GET /orders",
				SpanKind.SERVER, 0, millis, "http.request.method", "GET", "http.route", "/orders");
		for (int i = 0; i < statements; i++) {
			trace.select("db" + i, "root", "orders", "id", 0, 1);
		}
		return trace;
	}

	private static Baselines baselines(@Nullable Path file, TraceBuilder... traces) {
		List<StoredTrace> stored = List.of(traces).stream().map(TraceBuilder::build).toList();
		return new Baselines(new Stored(stored), new Summaries(Duration.ofMillis(500)), file);
	}

	private record Stored(List<StoredTrace> traces) implements TraceStore {

		@Override
		public void add(StoredSpan span) {
			throw new UnsupportedOperationException();
		}

		@Override
		public @Nullable StoredTrace find(String traceId) {
			return null;
		}

		@Override
		public List<StoredTrace> changedSince(long seq, int limit) {
			return this.traces;
		}

		@Override
		public void clear() {
			throw new UnsupportedOperationException();
		}

		@Override
		public Stats stats() {
			return new Stats(this.traces.size(), 0, 0, 0, 0, 0, 0);
		}

	}

}
