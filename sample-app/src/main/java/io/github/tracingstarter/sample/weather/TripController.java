package io.github.tracingstarter.sample.weather;

import java.util.concurrent.CompletableFuture;

import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * Requests the weather of two cities at the same time.
 */
@RestController
class TripController {

	private final WeatherClient weather;

	private final AsyncTaskExecutor executor;

	TripController(WeatherClient weather, AsyncTaskExecutor executor) {
		this.weather = weather;
		this.executor = executor;
	}

	@GetMapping("/trips/{from}/{to}")
	CompletableFuture<Trip> plan(@PathVariable String from, @PathVariable String to) {
		return this.executor.submitCompletable(() -> this.weather.fetch(from))
			.thenCombine(this.executor.submitCompletable(() -> this.weather.fetch(to)), Trip::new);
	}

	record Trip(Weather from, Weather to) {
	}

}
