package io.github.tracingstarter.sample.weather;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

@RestController
class WeatherController {

	private final WeatherClient weather;

	WeatherController(WeatherClient weather) {
		this.weather = weather;
	}

	@GetMapping("/weather/{city}")
	Weather get(@PathVariable String city) {
		return this.weather.fetch(city);
	}

}
