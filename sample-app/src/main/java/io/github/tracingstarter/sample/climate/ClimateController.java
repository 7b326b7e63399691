package io.github.tracingstarter.sample.climate;

import java.util.List;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
class ClimateController {

	private final ClimateService climate;

	ClimateController(ClimateService climate) {
		this.climate = climate;
	}

	@GetMapping("/climate")
	List<ClimateService.CityClimate> all() {
		return this.climate.all();
	}

	@GetMapping("/climate/warm-days")
	List<WarmDays> warmDays() {
		return this.climate.warmDays();
	}

}
