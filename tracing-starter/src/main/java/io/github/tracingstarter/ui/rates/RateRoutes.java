package io.github.tracingstarter.ui.rates;

import java.util.List;

import io.github.tracingstarter.ui.UiRequest;
import io.github.tracingstarter.ui.UiResponse;
import io.github.tracingstarter.ui.UiRoute;
import io.github.tracingstarter.ui.UiRoutes;

/**
 * The route of the requests of the last hour.
 */
final class RateRoutes implements UiRoutes {

	private final RequestRates rates;

	RateRoutes(RequestRates rates) {
		this.rates = rates;
	}

	@Override
	public List<UiRoute> routes() {
		return List.of(UiRoute.get("/rates", this::rates));
	}

	private UiResponse rates(UiRequest request) {
		String service = request.parameter("service");
		return UiResponse.json(this.rates.toJson((service == null || service.isBlank()) ? null : service));
	}

}
