package io.github.tracingstarter.comparison;

/**
 * The number of spans that arrive at full load.
 */
final class FullLoadTable {

	private FullLoadTable() {
	}

	static String of(WindowLog log, Options options) {
		MarkdownTable table = new MarkdownTable(2, "Path", "Variant", "Requests/s", "Spans/request", "Spans arrived, %",
				"worst window, %");
		for (Endpoint endpoint : options.endpoints()) {
			for (Variant variant : options.variants()) {
				boolean traced = variant.isTraced();
				double share = log.ratio(endpoint, variant, Window::spans, Window::expectedSpans);
				double worst = log.figures(endpoint, variant, Window::arrivedShare).minimum();
				table.row("`" + endpoint.template() + "`", "`" + variant.name() + "`",
						MarkdownTable.figure(log.figures(endpoint, variant, Window::requestsPerSecond).median(), 0),
						MarkdownTable.figure(log.ratio(endpoint, variant, Window::spans, Window::requests), 2),
						traced ? MarkdownTable.figure(100 * share, 1) : "",
						traced ? MarkdownTable.figure(100 * worst, 1) : "");
			}
		}
		return table.toString();
	}

}
