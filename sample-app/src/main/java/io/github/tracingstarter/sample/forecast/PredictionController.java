package io.github.tracingstarter.sample.forecast;

import io.github.tracingstarter.sample.climate.ClimateService;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Predicts that a city will be as warm as it has been lately.
 */
@RestController
class PredictionController {

	private static final Log logger = LogFactory.getLog(PredictionController.class);

	private final ClimateService climate;

	PredictionController(ClimateService climate) {
		this.climate = climate;
	}

	@GetMapping("/predictions/{city}")
	Prediction predict(@PathVariable String city) {
		double temperature = this.climate.lately(city)
			.orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "Nothing was measured there"));
		logger.info("The prediction is made from the last seven days");
		return new Prediction(city, Math.round(temperature));
	}

}
