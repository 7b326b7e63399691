package io.github.tracingstarter.comparison;

/**
 * The additional cost of a request compared with the first variant.
 */
final class CostTable {

	private CostTable() {
	}

	static String of(WindowLog log, Options options) {
		MarkdownTable table = new MarkdownTable(2, "Path", "Variant", "Requests/s", "CPU, µs/request", "over",
				"half of the cycles", "rounds", "B/request", "over", "half of the cycles", "Spans/request",
				"Log records/request");
		Variant baseline = options.baseline();
		for (Endpoint endpoint : options.endpoints()) {
			for (Variant variant : options.variants()) {
				boolean first = variant.equals(baseline);
				Statistics cpu = log.differences(endpoint, variant, baseline, Window::cpuMicros);
				Statistics rounds = log.differencesOfRounds(endpoint, variant, baseline, Window::cpuMicros);
				Statistics bytes = log.differences(endpoint, variant, baseline, Window::bytes);
				table.row("`" + endpoint.template() + "`", "`" + variant.name() + "`",
						MarkdownTable.figure(log.figures(endpoint, variant, Window::requestsPerSecond).median(), 0),
						MarkdownTable.figure(log.figures(endpoint, variant, Window::cpuMicros).median(), 1),
						first ? "" : "**%s**".formatted(MarkdownTable.difference(cpu.median(), 1)),
						first ? "" : MarkdownTable.range(cpu.lowerQuartile(), cpu.upperQuartile(), 1),
						first ? "" : MarkdownTable.range(rounds.minimum(), rounds.maximum(), 1),
						MarkdownTable.figure(log.figures(endpoint, variant, Window::bytes).median(), 0),
						first ? "" : MarkdownTable.difference(bytes.median(), 0),
						first ? "" : MarkdownTable.range(bytes.lowerQuartile(), bytes.upperQuartile(), 0),
						MarkdownTable.figure(log.ratio(endpoint, variant, Window::spans, Window::requests), 3),
						MarkdownTable.figure(log.ratio(endpoint, variant, Window::logs, Window::requests), 3));
			}
		}
		return table.toString();
	}

}
