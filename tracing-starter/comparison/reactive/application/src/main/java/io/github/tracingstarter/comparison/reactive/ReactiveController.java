package io.github.tracingstarter.comparison.reactive;

import reactor.core.publisher.Mono;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * The measured paths, from an empty one to one that does what a request usually does.
 */
@RestController
class ReactiveController {

	private final Users users;

	private final WeatherClient weather;

	ReactiveController(Users users, WeatherClient weather) {
		this.users = users;
		this.weather = weather;
	}

	@GetMapping("/ping")
	Mono<String> ping() {
		return Mono.just("pong");
	}

	@GetMapping("/users/{id}/items")
	Mono<UserItems> items(@PathVariable long id) {
		return this.users.items(id);
	}

	@GetMapping("/weather/{city}")
	Mono<Weather> weather(@PathVariable String city) {
		return this.weather.weather(city);
	}

	@GetMapping("/complex/{id}")
	Mono<Overview> complex(@PathVariable long id) {
		return this.users.stock(id)
			.flatMap((stock) -> this.weather.weather(stock.user().city())
				.map((weather) -> new Overview(stock, weather)));
	}

}
