package io.github.tracingstarter.sample.forecast;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import org.springframework.web.server.ResponseStatusException;

/**
 * Calls the forecast service, which answers only if it has been started.
 */
@RestController
class ForecastController {

	private final RestClient restClient;

	ForecastController(RestClient.Builder restClientBuilder, @Value("${forecast.service-url}") String serviceUrl) {
		this.restClient = restClientBuilder.baseUrl(serviceUrl).build();
	}

	@GetMapping("/forecast/{city}")
	Prediction get(@PathVariable String city) {
		try {
			return this.restClient.get().uri("/predictions/{city}", city).retrieve().requiredBody(Prediction.class);
		}
		catch (RestClientException ex) {
			throw new ResponseStatusException(HttpStatus.BAD_GATEWAY, "There is no forecast for %s".formatted(city),
					ex);
		}
	}

}
