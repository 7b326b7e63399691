package io.github.tracingstarter.ui.rates;

import io.github.tracingstarter.measurement.RequestListener;

/**
 * Counts requests for the page, for the benchmark of the filter.
 */
public final class CountedRequests {

	private CountedRequests() {
	}

	public static RequestListener create() {
		return new RequestRates(() -> "shop", System::currentTimeMillis);
	}

}
