package io.github.tracingstarter.ui.traces;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.tracingstarter.report.FailureLog;
import io.github.tracingstarter.ui.store.StoredTrace;
import io.github.tracingstarter.ui.store.TraceStore;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.boot.json.JsonWriter;

/**
 * The durations and statements of each route before the application was restarted, so
 * that the effect of a code change is visible. Read when first needed, and written when
 * the application stops.
 */
final class Baselines implements DisposableBean {

	private static final FailureLog failures = new FailureLog(LogFactory.getLog(Baselines.class),
			"What routes take cannot be kept between restarts. The application is not affected.");

	/**
	 * Limited, because shutdown must not take long, and the latest requests are the most
	 * meaningful.
	 */
	private static final int MOST_TRACES = 2000;

	private static final int MOST_ROUTES = 500;

	private static final long LARGEST_FILE = 1024 * 1024;

	private static final JsonWriter<Object> JSON = JsonWriter.standard();

	private final TraceStore store;

	private final Summaries summaries;

	private final @Nullable Path file;

	private @Nullable Map<String, Baseline> loaded;

	Baselines(TraceStore store, Summaries summaries, @Nullable Path file) {
		this.store = store;
		this.summaries = summaries;
		this.file = file;
	}

	/**
	 * Returns the baseline of a route.
	 * @param route the name of its requests
	 * @return the baseline, or null if it is not known
	 */
	@Nullable Baseline of(String route) {
		return (this.file != null) ? before().get(route) : null;
	}

	private synchronized Map<String, Baseline> before() {
		Map<String, Baseline> before = this.loaded;
		if (before == null) {
			before = read();
			this.loaded = before;
		}
		return before;
	}

	private Map<String, Baseline> read() {
		Map<String, Baseline> read = new LinkedHashMap<>();
		try {
			if (this.file != null && Files.exists(this.file) && Files.size(this.file) <= LARGEST_FILE) {
				JsonParserFactory.getJsonParser()
					.parseMap(Files.readString(this.file, StandardCharsets.UTF_8))
					.forEach((route, value) -> {
						if (value instanceof Map<?, ?> json && json.get("count") instanceof Number count
								&& json.get("p50Us") instanceof Number median
								&& json.get("sql") instanceof Number sql) {
							read.put(route, new Baseline(count.intValue(), Math.round(median.doubleValue() * 1000),
									sql.intValue()));
						}
					});
			}
		}
		catch (IOException | RuntimeException ex) {
			failures.log(ex);
		}
		return read;
	}

	@Override
	public void destroy() {
		try {
			write();
		}
		catch (IOException | RuntimeException | LinkageError ex) {
			failures.log(ex);
		}
	}

	/**
	 * Writes the file. Routes that were not requested in this run keep their baselines.
	 */
	private void write() throws IOException {
		if (this.file == null) {
			return;
		}
		Map<String, Durations> durations = new HashMap<>();
		Map<String, Durations> statements = new HashMap<>();
		for (StoredTrace trace : this.store.changedSince(0, MOST_TRACES)) {
			Summary summary = this.summaries.of(trace);
			if (isOwnRequest(trace, summary)) {
				durations.computeIfAbsent(summary.name(), (key) -> new Durations()).add(summary.durationNanos());
				statements.computeIfAbsent(summary.name(), (key) -> new Durations()).add(summary.sqlCount());
			}
		}
		if (durations.isEmpty()) {
			return;
		}
		Map<String, Object> json = new LinkedHashMap<>();
		durations.forEach((route, times) -> json.put(route, new Baseline(times.count(), times.percentile(50),
				(int) statements.getOrDefault(route, times).percentile(50))
			.toJson()));
		before().forEach((route, baseline) -> {
			if (json.size() < MOST_ROUTES) {
				json.putIfAbsent(route, baseline.toJson());
			}
		});
		Path written = Files.createTempFile(this.file.toAbsolutePath().getParent(), "tracing-baselines", ".tmp");
		Files.writeString(written, JSON.writeToString(json), StandardCharsets.UTF_8);
		Files.move(written, this.file, StandardCopyOption.REPLACE_EXISTING);
	}

	/**
	 * Returns whether a trace is a request with a route. Requests without a route have
	 * any number of paths.
	 */
	private static boolean isOwnRequest(StoredTrace trace, Summary summary) {
		return summary.complete() && summary.route() != null && trace.spans().stream().anyMatch((span) -> span.local());
	}

	/**
	 * The baseline of a route.
	 *
	 * @param count how often it was requested
	 * @param medianNanos the median of the durations
	 * @param statements the median of the numbers of SQL statements
	 */
	record Baseline(int count, long medianNanos, int statements) {

		private static final long NOTABLE = 5_000_000;

		Map<String, Object> toJson() {
			Map<String, Object> json = new LinkedHashMap<>();
			json.put("count", this.count);
			json.put("p50Us", PageTimes.of(this.medianNanos));
			json.put("sql", this.statements);
			return json;
		}

		/**
		 * Returns whether a single request shows that something has changed. That it is
		 * slower shows nothing by itself, because the first request after a start always
		 * is.
		 */
		boolean isLeft(Summary summary) {
			boolean faster = this.medianNanos - summary.durationNanos() > Math.max(NOTABLE, summary.durationNanos());
			return summary.complete() && (faster || summary.sqlCount() != this.statements);
		}

	}

}
