package io.github.tracingstarter.comparison.servlet;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * The measured paths, from an empty one to one that does what a request usually does.
 */
@RestController
class ServletController {

	private static final Logger logger = LoggerFactory.getLogger(ServletController.class);

	private final Users users;

	private final WeatherClient weather;

	private final Numbers numbers;

	ServletController(Users users, WeatherClient weather, Numbers numbers) {
		this.users = users;
		this.weather = weather;
		this.numbers = numbers;
	}

	@GetMapping("/ping")
	String ping() {
		return "pong";
	}

	@GetMapping("/users/{id}/items")
	UserItems items(@PathVariable long id) {
		return this.users.items(id);
	}

	@GetMapping("/weather/{city}")
	Weather weather(@PathVariable String city) {
		return this.weather.weather(city);
	}

	@GetMapping("/rows")
	String rows() {
		return String.valueOf(this.numbers.sum(10_000));
	}

	@GetMapping("/lines/{number}")
	String lines(@PathVariable long number) {
		logger.info("Order {} is to be packed", number);
		logger.info("Order {} is packed, it weighs {} g", number, 10 * number);
		logger.info("Order {} is on its way", number);
		return "said";
	}

	@GetMapping("/failing/{number}")
	UserItems failing(@PathVariable long number) {
		UserItems found = this.users.items(1 + number % 64);
		if (number % 100 == 0) {
			// After a 500, Tomcat closes the connection, which must not be part of the
			// load.
			throw new ResponseStatusException(HttpStatus.BAD_GATEWAY);
		}
		return found;
	}

	@GetMapping("/complex/{id}")
	Overview complex(@PathVariable long id) {
		Users.Stock stock = this.users.stock(id);
		return new Overview(stock, this.weather.weather(String.valueOf(stock.user().city())));
	}

}
