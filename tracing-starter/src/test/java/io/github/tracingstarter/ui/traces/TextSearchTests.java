package io.github.tracingstarter.ui.traces;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.tracingstarter.ui.store.StoredTrace;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TextSearchTests {

	@Test
	void aTextIsFoundInEachPlaceWhateverItsCase() {
		assertThat(TextSearch.of("Ünder").isIn("it is ÜNDER water")).isTrue();
		assertThat(TextSearch.of("ab").isIn("aab")).isTrue();
		assertThat(TextSearch.of("").isIn("")).isTrue();
		assertThat(TextSearch.of("a").isIn((String) null)).isFalse();
		assertThat(TextSearch.of("abc").isIn("ab")).isFalse();
	}

	/**
	 * A search reads every text of every trace, so its time depends on the size of the
	 * store. Here all are read, because the text does not occur.
	 */
	@Test
	void tenThousandTracesAreSearchedInAShortTime() {
		Summaries summaries = new Summaries(Duration.ofMillis(500));
		List<StoredTrace> traces = new ArrayList<>();
		for (int i = 0; i < 10_000; i++) {
			TraceBuilder trace = new TraceBuilder("%032x".formatted(i + 1)).server("root", null, 0, 150, "url.path",
					"/orders/" + i, "http.route", "/orders/{id}", "user_agent.original", "curl/8.5.0 and more of it");
			for (int j = 0; j < 4; j++) {
				trace.select("db" + j, "root", "orders", "id", j, j + 1);
			}
			traces.add(trace
				.failed("java.lang.IllegalStateException", "Shelf is under water",
						"java.lang.E: no\n\tat " + "com.example.Orders.place(Orders.java:12)\n\tat ".repeat(20))
				.build());
		}
		traces.forEach(summaries::of);
		List<Long> millis = new ArrayList<>();
		for (String text : List.of("nowhere", "nowhere", "\"under water\"", "db.query.text:nowhere", "orders.java")) {
			TraceQuery query = TraceQuery.parse(text);
			long start = System.nanoTime();
			long found = traces.stream().filter((trace) -> query.matches(trace, summaries.of(trace), null)).count();
			millis.add((System.nanoTime() - start) / 1_000_000);
			assertThat(found).as(text).isEqualTo(text.contains("water") ? 10_000 : 0);
		}
		System.out.println("Searches in 10,000 traces of 5 spans, ms: " + millis);
		assertThat(millis).as("far below what a reader waits for").allMatch((it) -> it < 5000);
	}

}
