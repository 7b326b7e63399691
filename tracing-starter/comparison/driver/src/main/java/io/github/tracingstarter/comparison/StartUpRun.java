package io.github.tracingstarter.comparison;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Starts the applications one at a time, repeatedly and in turn, and measures the cost of
 * that and the memory they need after some requests.
 * <p>
 * They may use all cores, as in production: on one core, wall time would equal CPU time,
 * and nothing that is done in parallel with the main thread would be visible. The load of
 * this mode, one request every five milliseconds and then a few more, is too small to
 * require separation.
 */
final class StartUpRun {

	private static final int REQUESTS = 500;

	private static final double MEGABYTE = 1e6;

	private final List<Start> starts = new ArrayList<>();

	private final Options options;

	StartUpRun(Options options) {
		this.options = options;
	}

	/**
	 * One start.
	 *
	 * @param round its number
	 * @param variant the name of the application
	 * @param wallSeconds from the start of the process to the first response
	 * @param cpuSeconds what the process had used by then
	 * @param residentMegabytes memory of the process after some requests
	 * @param afterGc what it had used after a garbage collection
	 */
	record Start(int round, String variant, double wallSeconds, double cpuSeconds, double residentMegabytes,
			Reading afterGc) {

	}

	void run(Backend backend, Cores cores) throws IOException, InterruptedException {
		for (int round = 1; round <= this.options.rounds(); round++) {
			for (Variant variant : this.options.variants()) {
				try (Application application = Application.start(variant, this.options, Queues.DEFAULT, backend,
						cores)) {
					double cpuSeconds = application.read().cpuNanos() / 1e9;
					for (Endpoint endpoint : this.options.endpoints()) {
						application.load().run(endpoint, REQUESTS);
					}
					Start start = new Start(round, variant.name(), application.startSeconds(), cpuSeconds,
							application.residentBytes() / MEGABYTE, application.readAfterGc());
					this.starts.add(start);
					System.out.printf(Locale.ROOT, "%d/%d %s: %.2f s, CPU %.2f s, %.0f MB%n", round,
							this.options.rounds(), variant.name(), start.wallSeconds(), start.cpuSeconds(),
							start.residentMegabytes());
				}
			}
		}
	}

	String table() throws IOException {
		MarkdownTable table = new MarkdownTable(1, "Variant", "Wall, s", "over", "CPU, s", "over", "Resident, MB",
				"over", "Heap after GC, MB", "over", "Metaspace, MB", "Threads", "Jars over", "MB over");
		Libraries baseline = libraries(this.options.baseline());
		for (Variant variant : this.options.variants()) {
			Libraries libraries = libraries(variant);
			List<Object> cells = new ArrayList<>(List.of("`" + variant.name() + "`"));
			add(cells, variant, Start::wallSeconds, 2);
			add(cells, variant, Start::cpuSeconds, 2);
			add(cells, variant, Start::residentMegabytes, 0);
			add(cells, variant, (start) -> start.afterGc().heap() / MEGABYTE, 1);
			cells.add(MarkdownTable.figure(median(variant, (start) -> start.afterGc().metaspace() / MEGABYTE), 1));
			cells.add(MarkdownTable.figure(median(variant, (start) -> start.afterGc().threads()), 0));
			cells.add(MarkdownTable.difference(libraries.count() - baseline.count(), 0));
			cells.add(MarkdownTable.difference((libraries.bytes() - baseline.bytes()) / MEGABYTE, 1));
			table.row(cells.toArray());
		}
		return table.toString();
	}

	private static Libraries libraries(Variant variant) throws IOException {
		Libraries libraries = Libraries.of(variant.jar());
		Path agent = variant.agent();
		return (agent != null) ? libraries.and(agent) : libraries;
	}

	private void add(List<Object> cells, Variant variant, ToDoubleFunction<Start> figure, int decimals) {
		cells.add(MarkdownTable.figure(median(variant, figure), decimals));
		List<Double> differences = new ArrayList<>();
		for (Start start : this.starts) {
			if (start.variant().equals(variant.name())) {
				differences.add(figure.applyAsDouble(start) - figure.applyAsDouble(baselineOf(start)));
			}
		}
		cells.add(MarkdownTable.difference(Statistics.of(differences).median(), decimals));
	}

	private double median(Variant variant, ToDoubleFunction<Start> figure) {
		return Statistics
			.of(this.starts.stream()
				.filter((start) -> start.variant().equals(variant.name()))
				.map((start) -> figure.applyAsDouble(start))
				.toList())
			.median();
	}

	private Start baselineOf(Start start) {
		return this.starts.stream()
			.filter((other) -> other.round() == start.round() && other.variant().equals(this.options.baseline().name()))
			.findFirst()
			.orElseThrow();
	}

}
