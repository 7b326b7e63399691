package io.github.tracingstarter.test.shop;

import java.util.List;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

/**
 * What the shop answers.
 */
@RestController
class ShopController {

	private final ObjectProvider<Visits> visits;

	private final ObjectProvider<RestClient.Builder> client;

	ShopController(ObjectProvider<Visits> visits, ObjectProvider<RestClient.Builder> client) {
		this.visits = visits;
		this.client = client;
	}

	@GetMapping("/visits")
	List<Integer> visits() {
		return this.visits.getObject().byCustomer();
	}

	@GetMapping("/later")
	String later() {
		this.visits.getObject().count();
		return "later";
	}

	@GetMapping("/broken")
	String broken() {
		throw new IllegalStateException("broken");
	}

	@GetMapping("/greeting/{name}")
	String greeting(@PathVariable String name) {
		return "Hello " + name;
	}

	@GetMapping("/call/{port}")
	String call(@PathVariable int port) {
		return String.valueOf(this.client.getObject()
			.build()
			.get()
			.uri("http://localhost:{port}/", port)
			.retrieve()
			.body(String.class));
	}

}
