package io.github.tracingstarter.comparison;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * Starts each application in each {@link Preparation}, one at a time, repeatedly and in
 * turn. A last start of each shows how many classes came from an archive, because a JVM
 * that refuses an archive does not report it.
 */
final class ArchiveRun {

	private final List<Start> starts = new ArrayList<>();

	private final List<Prepared> prepared = new ArrayList<>();

	private final Options options;

	ArchiveRun(Options options) {
		this.options = options;
	}

	/**
	 * A prepared application.
	 *
	 * @param of the name of the application
	 * @param preparation what was done with it
	 * @param variant the application to start
	 */
	record Prepared(String of, Preparation preparation, Variant variant) {

	}

	/**
	 * One start.
	 *
	 * @param round its number
	 * @param prepared the started application
	 * @param wallSeconds from the start of the process to the first response
	 * @param cpuSeconds what the process had used by then
	 */
	record Start(int round, Prepared prepared, double wallSeconds, double cpuSeconds) {

	}

	void run(Backend backend, Cores cores) throws IOException, InterruptedException {
		for (Preparation preparation : Preparation.possible()) {
			for (Variant variant : this.options.variants()) {
				this.prepared.add(new Prepared(variant.name(), preparation,
						preparation.prepare(variant, this.options, backend, cores)));
			}
		}
		for (int round = 1; round <= this.options.rounds(); round++) {
			for (Prepared one : this.prepared) {
				try (Application application = Application.start(one.variant(), this.options, Queues.DEFAULT, backend,
						cores)) {
					Start start = new Start(round, one, application.startSeconds(),
							application.read().cpuNanos() / 1e9);
					this.starts.add(start);
					System.out.printf(Locale.ROOT, "%d/%d %s: %.2f s, CPU %.2f s%n", round, this.options.rounds(),
							one.variant().name(), start.wallSeconds(), start.cpuSeconds());
				}
			}
		}
		for (Prepared one : this.prepared) {
			try (Application application = Application.start(logging(one.variant()), this.options, Queues.DEFAULT,
					backend, cores)) {
				System.out.printf(Locale.ROOT, "%s: %,d threads%n", one.variant().name(), application.read().threads());
			}
		}
	}

	private Path log(Variant variant) {
		return this.options.target().resolve("archives").resolve(variant.name() + "-classes.log");
	}

	/** The JVM's messages about its archives are next to the list of its classes. */
	private Variant logging(Variant variant) {
		List<String> flags = new ArrayList<>(variant.flags());
		flags.add("-Xlog:class+load=info:file=%s::filecount=0".formatted(log(variant)));
		String tags = (Runtime.version().feature() >= 24) ? "cds,aot" : "cds";
		flags.add("-Xlog:%s:file=%s::filecount=0".formatted(tags,
				log(variant).resolveSibling(variant.name() + "-archive.log")));
		return variant.with(variant.name(), variant.jar(), flags);
	}

	String table() throws IOException {
		MarkdownTable table = new MarkdownTable(2, "Started", "Variant", "Wall, s", "half of the starts", "over",
				"half", "CPU, s", "half of the starts", "over", "half", "Classes", "of an archive");
		for (Prepared one : this.prepared) {
			List<Object> cells = new ArrayList<>(List.of(one.preparation().title(), "`" + one.of() + "`"));
			add(cells, one, Start::wallSeconds);
			add(cells, one, Start::cpuSeconds);
			try (Stream<String> lines = Files.lines(log(one.variant()))) {
				List<String> classes = lines.filter((line) -> line.contains(" source: ")).toList();
				cells.add(MarkdownTable.figure(classes.size(), 0));
				cells.add(MarkdownTable
					.figure(classes.stream().filter((line) -> line.contains("shared objects file")).count(), 0));
			}
			table.row(cells.toArray());
		}
		return table.toString();
	}

	private void add(List<Object> cells, Prepared one, ToDoubleFunction<Start> figure) {
		List<Double> figures = new ArrayList<>();
		List<Double> differences = new ArrayList<>();
		for (Start start : this.starts) {
			if (start.prepared().equals(one)) {
				figures.add(figure.applyAsDouble(start));
				differences.add(figure.applyAsDouble(start) - figure.applyAsDouble(untraced(start)));
			}
		}
		Statistics values = Statistics.of(figures);
		cells.add(MarkdownTable.figure(values.median(), 2));
		cells.add("%s to %s".formatted(MarkdownTable.figure(values.lowerQuartile(), 2),
				MarkdownTable.figure(values.upperQuartile(), 2)));
		Statistics over = Statistics.of(differences);
		cells.add(MarkdownTable.difference(over.median(), 2));
		cells.add(MarkdownTable.range(over.lowerQuartile(), over.upperQuartile(), 2));
	}

	/**
	 * Returns the start of the same round and preparation with which the others are
	 * compared.
	 */
	private Start untraced(Start start) {
		return this.starts.stream()
			.filter((other) -> other.round() == start.round()
					&& other.prepared().preparation() == start.prepared().preparation()
					&& other.prepared().of().equals(this.options.baseline().name()))
			.findFirst()
			.orElseThrow();
	}

}
