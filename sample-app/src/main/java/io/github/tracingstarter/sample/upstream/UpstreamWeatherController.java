package io.github.tracingstarter.sample.upstream;

import java.util.List;
import java.util.Locale;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Invents the weather of a city from its name: always the same, and never any for
 * Atlantis.
 */
@RestController
class UpstreamWeatherController {

	private static final List<String> CONDITIONS = List.of("clear", "cloudy", "fog", "rain", "wind");

	@GetMapping("/upstream/weather/{city}")
	Reading read(@PathVariable String city) {
		String name = city.toLowerCase(Locale.ROOT);
		if (name.equals("atlantis")) {
			throw new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE, "The station of Atlantis is under water");
		}
		int seed = Math.floorMod(name.hashCode(), 1000);
		return new Reading(city, 5 + seed % 25, CONDITIONS.get(seed % CONDITIONS.size()));
	}

	record Reading(String city, int temperature, String condition) {
	}

}
