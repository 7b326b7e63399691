package io.github.tracingstarter.comparison;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * All windows, written to a file as they are measured, and their statistics.
 */
final class WindowLog implements AutoCloseable {

	private final List<Window> windows = new ArrayList<>();

	private final PrintWriter file;

	WindowLog(Path path) throws IOException {
		Files.createDirectories(path.toAbsolutePath().getParent());
		this.file = new PrintWriter(Files.newBufferedWriter(path));
		this.file.println(Window.CSV_HEADER);
	}

	void add(Window window) {
		this.windows.add(window);
		this.file.println(window.csv());
		this.file.flush();
	}

	/**
	 * Returns the statistics of a figure for a path and a variant, over all windows.
	 */
	Statistics figures(Endpoint endpoint, Variant variant, ToDoubleFunction<Window> figure) {
		return Statistics.of(of(endpoint, variant).stream().map((window) -> figure.applyAsDouble(window)).toList());
	}

	/**
	 * Returns by how much a figure exceeded that of another variant in the same cycle,
	 * over all cycles.
	 */
	Statistics differences(Endpoint endpoint, Variant variant, Variant baseline, ToDoubleFunction<Window> figure) {
		return Statistics.of(differences(of(endpoint, variant), of(endpoint, baseline), figure));
	}

	/**
	 * Returns the medians of the differences in each round, which show how repeatable a
	 * run is.
	 */
	Statistics differencesOfRounds(Endpoint endpoint, Variant variant, Variant baseline,
			ToDoubleFunction<Window> figure) {
		List<Double> medians = new ArrayList<>();
		for (int round : this.windows.stream().mapToInt(Window::round).distinct().toArray()) {
			List<Window> ofRound = of(endpoint, variant).stream().filter((window) -> window.round() == round).toList();
			medians.add(Statistics.of(differences(ofRound, of(endpoint, baseline), figure)).median());
		}
		return Statistics.of(medians);
	}

	private static List<Double> differences(List<Window> windows, List<Window> baseline,
			ToDoubleFunction<Window> figure) {
		List<Double> differences = new ArrayList<>();
		for (Window window : windows) {
			for (Window other : baseline) {
				if (window.isSameCycle(other)) {
					differences.add(figure.applyAsDouble(window) - figure.applyAsDouble(other));
				}
			}
		}
		return differences;
	}

	/**
	 * Returns the sum of a figure over all windows of a path and a variant, divided by
	 * that of another figure.
	 */
	double ratio(Endpoint endpoint, Variant variant, ToDoubleFunction<Window> dividend,
			ToDoubleFunction<Window> divisor) {
		List<Window> all = of(endpoint, variant);
		return all.stream().mapToDouble(dividend).sum() / all.stream().mapToDouble(divisor).sum();
	}

	double busiestDriver() {
		return this.windows.stream().mapToDouble(Window::driverShare).max().orElse(0);
	}

	private List<Window> of(Endpoint endpoint, Variant variant) {
		return this.windows.stream()
			.filter((window) -> window.endpoint() == endpoint && window.variant().equals(variant.name()))
			.toList();
	}

	@Override
	public void close() {
		this.file.close();
	}

}
